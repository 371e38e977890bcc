import type { Agent } from '../agents/agent.ts';

/** Added to the time at which a key was seen to be dropped. */
const stepMs = 60;
const longestMs = 1_000;

/** How long keys are held back after a dialog has opened. */
export interface KeyDelays {
  /** Milliseconds from the first look at the dialog. */
  of(agent: Agent, version: string | null): number;
  /** A key that came `afterMs` after the first look was proven to be dropped: later ones wait longer. */
  noteDropped(agent: Agent, version: string | null, afterMs: number): void;
}

/** Begins with what each adapter knows of its versions and learns what is not known; forgotten with the process. */
export function createKeyDelays(): KeyDelays {
  const learned = new Map<string, number>();
  const keyOf = (agent: Agent, version: string | null) => `${agent.provider} ${version ?? ''}`;
  const of = (agent: Agent, version: string | null) =>
    Math.max(agent.dialogReadyMs?.(version) ?? 0, learned.get(keyOf(agent, version)) ?? 0);
  return {
    of,
    noteDropped(agent, version, afterMs) {
      const nextMs = Math.max(of(agent, version), afterMs) + stepMs;
      learned.set(keyOf(agent, version), Math.min(nextMs, longestMs));
    },
  };
}
