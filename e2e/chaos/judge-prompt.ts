import { finalStatuses, type Prompt } from '@architect/contracts/prompts';
import { answerTo } from '../fake-agent/turns.ts';
import type { Court } from './judge-chaos.ts';
import { judgeReason } from './judge-reason.ts';
import { type Attempt, attemptsOf, nameOf } from './read-attempts.ts';
import type { Arrival } from './read-lives.ts';

/** Clocks are the same; what an agent records and what the product commits are a moment apart. */
const slackMs = 100;

/** Every attempt reached an agent at most once, and its own; the final state is what really happened. */
export function judgePrompt(prompt: Prompt, court: Court): void {
  const { verdict, note } = court;
  const attempts = attemptsOf(prompt);
  const name = nameOf(prompt);
  for (const arrival of court.lives.arrivals.get(prompt.content) ?? []) {
    const attempt = attempts.findLast(
      ({ session, sendingAt }) => session === arrival.life.session && sendingAt <= arrival.at + slackMs,
    );
    if (attempt) attempt.arrivals.push(arrival);
    else note('misplaced', `${name} reached ${arrival.life.session}, to which it was never sent`);
  }
  for (const attempt of attempts) judgeAttempt(attempt, name, court);
  judgeRepeats(attempts, name, court);
  const outcome = prompt.status === 'failed' ? (prompt.error_code ?? 'failed') : prompt.status;
  verdict.outcomes[outcome] = (verdict.outcomes[outcome] ?? 0) + 1;
  if (!finalStatuses.includes(prompt.status))
    return note('lost', `${name} is not final: ${prompt.waiting_reason}`);
  if (prompt.status === 'completed') judgeCompleted(prompt, attempts.at(-1), court);
  if (prompt.status === 'failed') judgeReason(prompt, attempts, court);
}

function judgeAttempt({ number, steps, session, arrivals }: Attempt, name: string, { note }: Court): void {
  const where = `attempt ${number} of ${name} on ${session}`;
  if (arrivals.length > 1) note('doubled', `${where} reached the agent ${arrivals.length} times`);
  if (arrivals.length > 0 && steps.includes('refused'))
    note('untrue', `${where} was received, yet said to be refused`);
  if (arrivals.length === 0 && steps.includes('submitted'))
    note('lost', `${where} is said to be submitted, yet was never received`);
}

/** Only a person repeats what may have arrived; the product by itself only what it takes for refused. */
function judgeRepeats(attempts: Attempt[], name: string, { note }: Court): void {
  for (const [index, attempt] of attempts.entries()) {
    const isRepeated = attempts.slice(index + 1).some(({ arrivals }) => arrivals.length > 0);
    if (attempt.steps.includes('refused') && attempt.arrivals.length > 0 && isRepeated)
      note('doubled', `${name} was sent again although attempt ${attempt.number} was received`);
  }
}

function judgeCompleted(prompt: Prompt, last: Attempt | undefined, { evidence, verdict, note }: Court): void {
  const name = nameOf(prompt);
  const arrival = last?.arrivals.at(-1);
  if (!last || !arrival) return note('lost', `${name} never reached an agent`);
  const { life, at } = arrival;
  const doneAt = Date.parse(prompt.completed_at ?? '') + slackMs;
  const hasEnded = life.entries.some(
    (entry) =>
      entry.kind === 'ended' && entry.text === prompt.content && entry.at >= at && entry.at <= doneAt,
  );
  if (!hasEnded) note('untrue', `${name} is completed, yet its agent had not ended the turn`);
  if (prompt.response === null && evidence.screenOnly.has(last.session)) verdict.unread += 1;
  else if (prompt.response !== answerTo(prompt.content) && !isLaterMessage(prompt, arrival))
    note('untrue', `${name} has the answer ${JSON.stringify(prompt.response)}`);
}

/** Work in the background keeps a turn open, and its last message is the agent's last for this prompt. */
function isLaterMessage({ content, response, completed_at }: Prompt, { life, at }: Arrival): boolean {
  if (!content.includes('[background ')) return false;
  const doneAt = Date.parse(completed_at ?? '') + slackMs;
  return life.entries.some(
    (entry) =>
      entry.kind === 'said' &&
      entry.prompt === null &&
      entry.text === response &&
      entry.at >= at &&
      entry.at <= doneAt,
  );
}
