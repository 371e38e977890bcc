import type { Prompt } from '@architect/contracts/prompts';
import type { LogEntry } from '../fake-agent/records.ts';
import { answerTo } from '../fake-agent/turns.ts';

/** What one round proved. `violations` is empty when the promise held. */
export interface Verdict {
  prompts: number;
  /** Not final, or `completed` without having reached an agent, or swallowed by something else than a message. */
  lost: number;
  /** Reached agents more than once. */
  doubled: number;
  /** Messages an agent got that nobody sent: cut, merged or altered. */
  split: number;
  /** Final states that the agents' logs contradict. */
  untrue: number;
  completed: number;
  notDelivered: number;
  unconfirmed: number;
  /** Completed by an agent that shows its answers on the screen only, and too briefly or too far up to be read. */
  unread: number;
  /** One line for each fault, with the prompt's id. */
  violations: string[];
}

/**
 * Compares what the product says with what the agents logged before they worked.
 * @param sent every text that was queued; texts are unique and have no blanks at the end
 * @param screenOnly sessions without hooks and transcript: their answer may be null, never another's
 */
export function judgeRound(
  sent: string[],
  prompts: Prompt[],
  log: LogEntry[],
  screenOnly: ReadonlySet<string> = new Set(),
): Verdict {
  const received = log.filter((entry) => entry.kind === 'prompt').map((entry) => entry.text);
  const times = new Map<string, number>();
  for (const text of received) times.set(text, (times.get(text) ?? 0) + 1);
  const verdict: Verdict = {
    prompts: sent.length,
    lost: 0,
    doubled: 0,
    split: 0,
    untrue: 0,
    completed: 0,
    notDelivered: 0,
    unconfirmed: 0,
    unread: 0,
    violations: [],
  };
  const note = (kind: 'lost' | 'doubled' | 'split' | 'untrue', what: string) => {
    verdict[kind] += 1;
    verdict.violations.push(`${kind}: ${what}`);
  };

  const known = new Set(sent);
  for (const text of times.keys()) if (!known.has(text)) note('split', JSON.stringify(text.slice(0, 120)));
  for (const entry of log) {
    if (entry.kind !== 'prompt' && entry.kind !== 'ended')
      note('split', `${entry.kind} ${JSON.stringify(entry.text.slice(0, 120))}`);
  }
  const byText = new Map<string, Prompt[]>();
  for (const prompt of prompts) byText.set(prompt.content, [...(byText.get(prompt.content) ?? []), prompt]);
  for (const text of sent) {
    const [prompt, ...more] = byText.get(text) ?? [];
    const count = times.get(text) ?? 0;
    if (!prompt) note('lost', `the server does not know ${JSON.stringify(text.slice(0, 60))}`);
    else if (more.length > 0) note('doubled', `prompt ${prompt.id} is queued ${more.length + 1} times`);
    else
      judgePrompt(prompt, count, {
        verdict,
        note,
        mayBeUnread: screenOnly.has(prompt.assigned_session ?? ''),
      });
    if (count > 1) note('doubled', `prompt ${prompt?.id} reached agents ${count} times`);
  }
  return verdict;
}

function judgePrompt(
  prompt: Prompt,
  count: number,
  judging: { verdict: Verdict; note: (kind: 'lost' | 'untrue', what: string) => void; mayBeUnread: boolean },
): void {
  const { verdict, note, mayBeUnread } = judging;
  const steps = prompt.receipts.map((receipt) => receipt.step).join(' ');
  const where = `${prompt.assigned_session}, ${prompt.receipts.at(-1)?.evidence}`;
  const name = `prompt ${prompt.id} (${prompt.status} ${prompt.error_code ?? ''}: ${steps}; ${where})`;
  if (prompt.status === 'completed') {
    verdict.completed += 1;
    if (count === 0) note('lost', `${name} never reached an agent`);
    if (prompt.response === null && mayBeUnread) verdict.unread += 1;
    else if (prompt.response !== answerTo(prompt.content))
      note('untrue', `${name} has the answer ${prompt.response}`);
    return;
  }
  if (prompt.status !== 'failed') return note('lost', `${name} is not final: ${prompt.waiting_reason}`);
  if (prompt.error_code === 'DELIVERY_UNCONFIRMED') {
    verdict.unconfirmed += 1;
    return;
  }
  if (prompt.error_code === 'NOT_DELIVERED') {
    verdict.notDelivered += 1;
    if (count > 0) note('untrue', `${name} reached an agent`);
    return;
  }
  note('untrue', `${name}: ${prompt.error}`);
}
