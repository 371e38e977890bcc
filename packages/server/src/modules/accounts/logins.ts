import type { Logger } from 'pino';
import type { Clock, Database, Tx } from '../../platform/context.ts';
import type { Identity } from '../../platform/http/identity.ts';
import { randomWord, sha256 } from '../../platform/ids.ts';
import { type LoginWithUser, loginStore, type UserRow } from './store.ts';

const tokenLength = 43;
/** How far the stored time of the last request may lag behind; only a restart of the server shows it. */
const longestLagMs = 30_000;
export const warnBeforeS = 300;

export interface LoginIdentity extends Identity {
  loginId: number;
  userId: number;
  /** Seconds of inactivity left. */
  expiresInS(): number;
}

export interface Logins {
  /** Opens a login inside the transaction of the sign-in; the token goes into the cookie and is stored as a hash only. */
  open(tx: Tx, user: UserRow): Promise<string>;
  find(token: string): Promise<LoginIdentity | null>;
  end(tx: Tx, loginId: number): Promise<void>;
  endOfUser(tx: Tx, userId: number, exceptLoginId: number | null): Promise<void>;
}

/** Cookie logins with an inactivity time-out. The time of the last request is kept in memory and saved now and then. */
export function createLogins({
  db,
  clock,
  log,
  timeoutS,
}: {
  db: Database;
  clock: Clock;
  log: Logger;
  timeoutS: number;
}): Logins {
  const timeoutMs = timeoutS * 1000;
  const lagMs = Math.min(longestLagMs, timeoutMs / 10);
  /** Login id → time of its last request, while it is newer than the stored one. */
  const lastSeen = new Map<number, number>();
  const seenAt = (login: LoginWithUser): number => Math.max(login.last_seen_at, lastSeen.get(login.id) ?? 0);
  const isGood = (login: LoginWithUser | undefined): login is LoginWithUser =>
    login !== undefined && !login.is_disabled && clock.now() - seenAt(login) < timeoutMs;

  const touch = (login: LoginWithUser): void => {
    const now = clock.now();
    const isDue = now - Math.max(login.last_seen_at, savedAt.get(login.id) ?? 0) >= lagMs;
    lastSeen.set(login.id, now);
    if (!isDue) return;
    savedAt.set(login.id, now);
    db.write((tx) => loginStore.seen(tx, login.id, now)).catch((error: unknown) => {
      savedAt.delete(login.id);
      log.warn({ err: error }, 'the time of a request could not be saved');
    });
  };
  const savedAt = new Map<number, number>();
  const forget = (tx: Tx, ids: (id: number) => boolean): void =>
    tx.afterCommit(() => {
      for (const map of [lastSeen, savedAt]) for (const id of map.keys()) if (ids(id)) map.delete(id);
    });

  return {
    async open(tx, user) {
      const now = clock.now();
      await loginStore.removeUnseenSince(tx, now - timeoutMs - longestLagMs);
      const expired = new Set([...lastSeen].filter(([, at]) => now - at > timeoutMs).map(([id]) => id));
      forget(tx, (id) => expired.has(id));
      const token = randomWord(tokenLength);
      await loginStore.insert(tx, {
        user_id: user.id,
        token_hash: sha256(token),
        created_at: now,
        last_seen_at: now,
      });
      return token;
    },
    async find(token) {
      const tokenHash = sha256(token);
      const login = await loginStore.byTokenHash(db, tokenHash);
      if (!isGood(login)) return null;
      return {
        loginId: login.id,
        userId: login.user_id,
        caller: { actor: login.username, username: login.username, role: login.role, via: 'cookie' },
        csrfToken: csrfTokenOf(token),
        bucket: `user:${login.user_id}`,
        touch: () => touch(login),
        isValid: async () => isGood(await loginStore.byTokenHash(db, tokenHash)),
        expiresInS: () => Math.max(0, Math.round((seenAt(login) + timeoutMs - clock.now()) / 1000)),
      };
    },
    async end(tx, loginId) {
      await loginStore.remove(tx, loginId);
      forget(tx, (id) => id === loginId);
    },
    async endOfUser(tx, userId, exceptLoginId) {
      await loginStore.removeOfUser(tx, userId, exceptLoginId);
    },
  };
}

/** Bound to the login and useless for signing in: one cannot be computed back into the other. */
export function csrfTokenOf(loginToken: string): string {
  return sha256(`csrf token of ${loginToken}`);
}
