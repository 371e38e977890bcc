import { createHash } from 'node:crypto';

/** What the stub model does in one reply. A reply that runs a tool ends there; the next one follows its result. */
export type StubStep =
  | { kind: 'wait'; ms: number }
  | { kind: 'say'; text: string }
  | { kind: 'run'; command: string }
  | { kind: 'edit'; file: string }
  | { kind: 'fail'; status: number; times: number };

/** The answer to a prompt without a script: differs for different prompts, so that a swapped answer is noticed. */
export function stubAnswer(prompt: string): string {
  return `Stub answer ${createHash('sha256').update(prompt).digest('hex').slice(0, 12)}.`;
}

/**
 * Replies for a prompt, one list of steps each. The first line of the prompt is the script: `say TEXT`, `run COMMAND`,
 * `edit FILE`, `slow 3s`, `fail 429 [TIMES]`, joined by ` then `. Any other prompt is answered by `stubAnswer`, and so
 * is the end of a script that does not speak.
 */
export function repliesTo(prompt: string): StubStep[][] {
  const steps = (prompt.split('\n')[0] ?? '').split(' then ').flatMap(readStep);
  const replies: StubStep[][] = [[]];
  for (const step of steps) {
    replies.at(-1)?.push(step);
    if (step.kind === 'run' || step.kind === 'edit') replies.push([]);
  }
  if (!steps.some((step) => step.kind === 'say'))
    replies.at(-1)?.push({ kind: 'say', text: stubAnswer(prompt) });
  return replies;
}

function readStep(phrase: string): StubStep[] {
  const [, verb, rest = ''] = /^(say|run|edit|slow|fail) (.+)$/.exec(phrase.trim()) ?? [];
  switch (verb) {
    case 'say':
      return [{ kind: 'say', text: rest }];
    case 'run':
      return [{ kind: 'run', command: rest }];
    case 'edit':
      return [{ kind: 'edit', file: rest }];
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

/** Remembers how often each reply was asked for, so that `fail 500 2` recovers at the third try. */
export function createFailures() {
  const tries = new Map<string, number>();
  return (key: string, steps: StubStep[]): number | null => {
    const failing = steps.find((step) => step.kind === 'fail');
    if (!failing) return null;
    const count = (tries.get(key) ?? 0) + 1;
    tries.set(key, count);
    return count <= failing.times ? failing.status : null;
  };
}
