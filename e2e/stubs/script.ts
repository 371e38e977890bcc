import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** What the stub model does in one reply. A reply that runs a tool ends there; the next one follows its result. */
export type StubStep =
  | { kind: 'wait'; ms: number }
  | { kind: 'say'; text: string }
  | { kind: 'run'; command: string }
  | { kind: 'edit'; file: string }
  | {
      kind: 'fail';
      status: number;
      times: number;
      message?: string;
      headers?: Record<string, string>;
      /** The whole body instead of the protocol's usual one: quotas and the like. */
      body?: Record<string, unknown>;
    }
  /** A call of any tool, with `$CWD` for the client's working directory. */
  | { kind: 'tool'; name: string; input: Record<string, unknown> }
  /** The reply says that the conversation takes so many tokens; Messages API only. */
  | { kind: 'context'; tokens: number }
  /** Text in small pieces spread over this time. */
  | { kind: 'stream'; text: string; ms: number }
  /** No further word until the client hangs up. */
  | { kind: 'hang' };

/** Which replies a prompt gets, one list of steps each; `repliesTo` unless a stub is told otherwise. */
export type Replies = (prompt: string) => StubStep[][];

/** The answer to a prompt without a script: differs for different prompts, so that a swapped answer is noticed. */
export function stubAnswer(prompt: string): string {
  return `Stub answer ${createHash('sha256').update(prompt).digest('hex').slice(0, 12)}.`;
}

/**
 * Replies for a prompt, one list of steps each. The first line of the prompt is the script: `say TEXT`, `run COMMAND`,
 * `edit FILE`, `tool NAME {JSON INPUT}`, `slow 3s`, `fail 429 [TIMES]`, joined by ` then `. Any other prompt is answered by `stubAnswer`, and so
 * is the end of a script that does not speak.
 */
export function repliesTo(prompt: string): StubStep[][] {
  const steps = (prompt.split('\n')[0] ?? '').split(' then ').flatMap(readStep);
  const replies: StubStep[][] = [[]];
  for (const step of steps) {
    replies.at(-1)?.push(step);
    if (isCall(step)) replies.push([]);
  }
  if (!steps.some((step) => step.kind === 'say'))
    replies.at(-1)?.push({ kind: 'say', text: stubAnswer(prompt) });
  return replies;
}

export type Call = Extract<StubStep, { kind: 'run' | 'edit' | 'tool' }>;

/** A step that lets the client use a tool. */
export function isCall(step: StubStep): step is Call {
  return step.kind === 'run' || step.kind === 'edit' || step.kind === 'tool';
}

function readStep(phrase: string): StubStep[] {
  const [, verb, rest = ''] = /^(say|run|edit|tool|slow|fail) (.+)$/.exec(phrase.trim()) ?? [];
  switch (verb) {
    case 'say':
      return [{ kind: 'say', text: rest }];
    case 'run':
      return [{ kind: 'run', command: rest }];
    case 'edit':
      return [{ kind: 'edit', file: rest }];
    case 'tool':
      return readTool(rest);
    case 'slow':
      return [{ kind: 'wait', ms: Number.parseFloat(rest) * 1000 || 3000 }];
    case 'fail': {
      const [status, times] = rest.split(' ').map(Number);
      return [{ kind: 'fail', status: status || 500, times: times ?? Number.POSITIVE_INFINITY }];
    }
    default:
      return [];
  }
}

/** `NAME {JSON INPUT}`; no step when the input is not a JSON object. */
function readTool(phrase: string): StubStep[] {
  const [, name, input = '{}'] = /^(\S+)(?: (\{.*\}))?$/.exec(phrase) ?? [];
  if (!name) return [];
  try {
    return [{ kind: 'tool', name, input: JSON.parse(input) }];
  } catch {
    // A prompt that only begins like a script is a prompt.
    return [];
  }
}

export type Failure = Extract<StubStep, { kind: 'fail' }>;

/** Remembers how often each reply was asked for, so that `fail 500 2` recovers at the third try. */
export function createFailures() {
  const tries = new Map<string, number>();
  return (key: string, steps: StubStep[]): Failure | null => {
    const failing = steps.find((step) => step.kind === 'fail');
    if (!failing) return null;
    const count = (tries.get(key) ?? 0) + 1;
    tries.set(key, count);
    return count <= failing.times ? failing : null;
  };
}

export type Spoken = Extract<StubStep, { kind: 'say' | 'stream' }>;

/** Sends a text: at once in pieces of 400 letters, or about 20 pieces a second. Rejects when `signal` aborts. */
export async function streamText(
  step: Spoken,
  signal: AbortSignal,
  send: (piece: string) => void,
): Promise<void> {
  const ms = step.kind === 'stream' ? step.ms : 0;
  const letters = Array.from(step.text);
  const size = ms === 0 ? 400 : Math.max(Math.ceil((letters.length * 50) / ms), 1);
  for (let at = 0; at < letters.length; at += size) {
    send(letters.slice(at, at + size).join(''));
    if (ms > 0) await wait(50, undefined, { signal });
  }
}

/** Rejects when the client hangs up. */
export function hang(signal: AbortSignal): Promise<void> {
  return wait(24 * 3600 * 1000, undefined, { signal });
}

/** `$CWD` in the texts of a tool's input, at any depth, becomes the client's working directory. */
export function fillDirectory(input: Record<string, unknown>, directory: string): Record<string, unknown> {
  const text = JSON.stringify(input).replaceAll('$CWD', JSON.stringify(directory).slice(1, -1));
  return JSON.parse(text);
}
