import type { Role } from '@architect/contracts/accounts';
import { AppError } from './app-error.ts';
import type { Call } from './context.ts';

/** Who changes something, for the audit trail. */
export interface By {
  /** As in `Caller`. */
  actor: string;
  /** The person whose key or login it is: all of them together are one sender. Absent: the actor. */
  username?: string | undefined;
  correlationId?: string;
}

/** Somebody who called, and whose rights can be asked for. */
export interface SignedIn extends By {
  username: string;
  role: Role;
  correlationId: string;
}

/** Who calls. @throws AppError NOT_SIGNED_IN */
export function byOf({ caller, correlationId }: Call): SignedIn {
  if (!caller) throw new AppError('NOT_SIGNED_IN');
  const { actor, username, role } = caller;
  return { actor, username, role, correlationId };
}
