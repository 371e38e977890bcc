import type { DeliveryStep } from '@architect/contracts/node-link';

/** Where an open attempt stands: the last step the node reported. */
export type OpenState = 'sending' | 'typed' | 'submitted' | 'started' | 'blocked' | 'resumed';
/** How an attempt ended; `abandoned`: we stopped following it (cancelled, timed out). */
export type ClosedState = 'refused' | 'unconfirmed' | 'ended' | 'abandoned';
export type AttemptState = OpenState | ClosedState;

export const openStates: readonly OpenState[] = [
  'sending',
  'typed',
  'submitted',
  'started',
  'blocked',
  'resumed',
];

/** `ignore`: repeated or late, changes nothing. `contradiction`: not possible from here; worth a log line. */
export type Verdict = 'apply' | 'ignore' | 'contradiction';

const rank: Record<OpenState, number> = {
  sending: 0,
  typed: 1,
  submitted: 2,
  started: 3,
  blocked: 3,
  resumed: 3,
};

/**
 * Judges a reported step against the recorded state. Steps may be skipped (evidence of a later one implies the earlier),
 * never undone: once Enter was pressed nobody can prove that nothing was delivered, so `refused` comes too late.
 */
export function judgeStep(state: AttemptState, step: DeliveryStep['step']): Verdict {
  if (!isOpen(state)) return 'ignore';
  switch (step) {
    case 'typed':
    case 'submitted':
    case 'started':
      return rank[step] > rank[state] ? 'apply' : 'ignore';
    case 'blocked':
      if (state === 'blocked') return 'ignore';
      return state === 'sending' ? 'contradiction' : 'apply';
    case 'resumed':
      if (state === 'blocked') return 'apply';
      return state === 'resumed' ? 'ignore' : 'contradiction';
    case 'refused':
      return rank[state] <= rank.typed ? 'apply' : 'contradiction';
    case 'unconfirmed':
    case 'ended':
      return 'apply';
  }
}

export function isOpen(state: AttemptState): state is OpenState {
  return (openStates as readonly string[]).includes(state);
}

/** The agent has not got the text yet: what of it was typed stands in the input box. */
export function isBeforeEnter(state: AttemptState): boolean {
  return state === 'sending' || state === 'typed';
}
