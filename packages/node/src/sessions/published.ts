import type { Dialog, SessionState } from '@architect/contracts/sessions';
import type { Decision } from '../agents/authority.ts';

/** What others get to know of a session. */
export interface Published {
  state: SessionState;
  since: number;
  decision: Decision;
  dialog: Dialog | null;
  draft: string | null;
  limitedUntil: Date | null;
  /** Epoch ms at which an error, or a limit that tells no time, is over by itself. */
  triedAgainAt: number | null;
}

/** Nothing differs that anybody would have to be told of. */
export function isSamePublished(a: Published, b: Published): boolean {
  return (
    a.state === b.state &&
    a.draft === b.draft &&
    a.dialog?.fingerprint === b.dialog?.fingerprint &&
    a.dialog?.subject === b.dialog?.subject &&
    a.decision.winner?.rule === b.decision.winner?.rule &&
    a.limitedUntil?.getTime() === b.limitedUntil?.getTime() &&
    a.triedAgainAt === b.triedAgainAt
  );
}
