import { type SessionRef, sessionKey } from '../nodes/index.ts';

export interface OpenAttempt {
  attemptId: string;
  promptId: number;
  session: SessionRef;
}

/** Open attempts as committed, in memory: which session is taken and by which prompt. The database is the truth. */
export interface OpenAttempts {
  add(attempt: OpenAttempt): void;
  /** Safe for attempts that are not open. */
  remove(attemptId: string): void;
  get(attemptId: string): OpenAttempt | null;
  all(): OpenAttempt[];
  on(session: SessionRef): OpenAttempt | null;
  rename(attemptId: string, name: string): void;
  /** Session key → prompt id. */
  occupied(): Map<string, number>;
}

/** @param onChange is told the prompt that a session works on from now, or null. */
export function createOpenAttempts(
  onChange: (session: SessionRef, promptId: number | null) => void,
): OpenAttempts {
  const attempts = new Map<string, OpenAttempt>();
  const on = (session: SessionRef): OpenAttempt | null =>
    [...attempts.values()].find((attempt) => sessionKey(attempt.session) === sessionKey(session)) ?? null;

  return {
    on,
    add(attempt) {
      attempts.set(attempt.attemptId, attempt);
      onChange(attempt.session, attempt.promptId);
    },
    remove(attemptId) {
      const attempt = attempts.get(attemptId);
      if (!attempt) return;
      attempts.delete(attemptId);
      onChange(attempt.session, null);
    },
    get: (attemptId) => attempts.get(attemptId) ?? null,
    all: () => [...attempts.values()],
    rename(attemptId, name) {
      const attempt = attempts.get(attemptId);
      if (attempt) attempts.set(attemptId, { ...attempt, session: { ...attempt.session, name } });
    },
    occupied: () =>
      new Map([...attempts.values()].map((attempt) => [sessionKey(attempt.session), attempt.promptId])),
  };
}
