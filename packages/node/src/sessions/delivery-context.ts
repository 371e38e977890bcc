import type { AttemptSpec, DeliveryStep } from '@architect/contracts/node-link';
import type { Clock } from '../clock.ts';
import type { TmuxDriver } from '../tmux/driver.ts';
import type { Fleet } from './fleet.ts';
import type { HookInbox } from './hook-inbox.ts';
import type { SessionTracker } from './session-tracker.ts';

/** What every part of a delivery needs. */
export interface DeliveryContext {
  driver: TmuxDriver;
  clock: Clock;
  fleet: Fleet;
  onError: (error: unknown) => void;
  emit: (step: DeliveryStep) => void;
}

/** One attempt under way on one session. */
export interface Attempt {
  spec: AttemptSpec;
  tracker: SessionTracker;
  inbox: HookInbox | null;
  /** First process of the pane for which the text is meant: another one knows nothing of it. */
  panePid: number;
  /** Epoch ms of the committed intent: evidence older than this belongs to something else. */
  intentAt: number;
  /** Set when the server stops following (cancelled, timed out): no step is sent any more. */
  abandoned: boolean;
}

/** How typing went. `refused` proves that the agent did not get the text; `unconfirmed` that nobody can tell. */
export type Typing =
  | { outcome: 'submitted'; at: number; evidence: string }
  | { outcome: 'refused'; evidence: string }
  | { outcome: 'unconfirmed'; evidence: string };
