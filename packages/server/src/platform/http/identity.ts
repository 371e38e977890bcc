import type { Role } from '@architect/contracts/accounts';
import type { Access } from '@architect/contracts/endpoint';
import { AppError } from '../app-error.ts';
import type { Caller } from '../context.ts';

/** A caller whose credentials were checked. */
export interface Identity {
  caller: Caller;
  /** The token a browser must send back; null for callers without a cookie. */
  csrfToken: string | null;
  /** Whose rate-limit bucket this is, e.g. `user:3`. */
  bucket: string;
  /** Restarts the inactivity clock. Cheap: may be called with every request. */
  touch(): void;
  /** Asked now and then by long connections: is the login or key still good? */
  isValid(): Promise<boolean>;
}

export interface Credentials {
  /** Value of the cookie `session`. */
  cookie: string | null;
  /** What follows `Bearer ` in the Authorization header; wins over the cookie. */
  bearer: string | null;
  ip: string;
}

/** Null when the credentials are missing or no longer good. Does not touch the inactivity clock. */
export type Authenticate = (credentials: Credentials) => Promise<Identity | null>;

const rank: Record<Role, number> = { viewer: 1, operator: 2, admin: 3 };

/** Whether `role` includes everything `needed` may do. */
export function isRoleAtLeast(role: Role, needed: Role): boolean {
  return rank[role] >= rank[needed];
}

/** @throws AppError NOT_SIGNED_IN or FORBIDDEN */
export function requireAccess(access: Access, identity: Identity | null): void {
  if (access === 'public') return;
  if (!identity) throw new AppError('NOT_SIGNED_IN');
  if (!isRoleAtLeast(identity.caller.role, access)) {
    throw new AppError('FORBIDDEN', `This needs the role ${access}; yours is ${identity.caller.role}.`);
  }
}
