import type { InputOf } from '@architect/contracts/endpoint';
import type { Interaction } from '@architect/contracts/interactions';
import { sendPromptBody } from '@architect/contracts/prompts';
import type { Session } from '@architect/contracts/sessions';
import { namesTarget, readTerminalLine, type TerminalLine } from '@architect/contracts/terminal-line';
import type { LineOutcome, terminalLineEndpoints } from '@architect/contracts/terminal-lines';
import { invalidField } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { validate } from '../../platform/http/validate.ts';
import type { Assigner } from '../assigner/index.ts';
import { answerQuestion } from './answer-question.ts';

export interface RunLineOptions extends Pick<ModuleContext, 'clock'> {
  assigner: Assigner;
  /** Questions of agents that wait for a decision. */
  interactions: { pending(): Promise<Interaction[]> };
}

type Body = InputOf<typeof terminalLineEndpoints.runTerminalLine>['body'];

/** @throws AppError VALIDATION_FAILED for a line that must not be sent as it stands, with what is wrong */
export async function runTerminalLine(
  body: Body,
  by: By,
  options: RunLineOptions & { agents(): Session[]; providers(): Promise<string[]> },
): Promise<LineOutcome> {
  const meaning = readTerminalLine(body.line, namesTarget(body.line) ? await options.providers() : undefined);
  switch (meaning.kind) {
    case 'empty':
      throw invalidField('line', 'line: it is empty');
    case 'fault':
      throw invalidField('line', meaning.message);
    case 'prompt':
      return await queue(meaning, body, by, options);
    case 'question':
      return { kind: 'answer', lines: await answer(meaning.text, options) };
    case 'command':
      if (words[meaning.name] === undefined) {
        throw invalidField('line', `line: "${meaning.name}" is no word that is known here. ${hint}`);
      }
      return { kind: 'answer', lines: await answer(words[meaning.name] ?? '', options) };
  }
}

const hint =
  'Begin with os: or sta: for a prompt, msto: for a question; or say status, sessions, agents or prompts.';

/** Words that a person types alone, and the question they mean. */
const words: Record<string, string> = {
  status: '',
  sessions: 'sessions busy idle blocked limited wrong',
  agents: 'agents busy idle blocked limited wrong',
  prompts: 'prompts',
};

async function queue(
  line: Extract<TerminalLine, { kind: 'prompt' }>,
  { idempotency_key, source }: Body,
  by: By,
  { assigner }: RunLineOptions,
): Promise<LineOutcome> {
  const wanted = {
    content: line.text,
    priority: line.priority ?? undefined,
    target_provider: line.provider ?? undefined,
    target_session: line.session ?? undefined,
    idempotency_key,
    source,
  };
  const prompt = validate(sendPromptBody, wanted, 'body');
  const [queued] = await assigner.enqueue([prompt], by);
  if (!queued) throw new Error('a prompt was not queued');
  return { kind: 'prompt', ...queued };
}

async function answer(
  question: string,
  { assigner, interactions, agents, clock }: RunLineOptions & { agents(): Session[] },
): Promise<string[]> {
  const [status, next, asked] = await Promise.all([
    assigner.status(),
    assigner.nextInLine(),
    interactions.pending(),
  ]);
  return answerQuestion(question, {
    agents: agents(),
    queue: status,
    pending: next,
    interactions: asked,
    nowMs: clock.now(),
  });
}
