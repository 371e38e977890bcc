import type { Session } from '@architect/contracts/sessions';
import type { Events } from '../../platform/context.ts';
import { isNamed, type SessionRef, sessionKey } from './session-ref.ts';

/**
 * One change of the picture. `before` is null for a new session, `after` for one that went away; two names mean that it
 * was renamed.
 */
export interface SessionChange {
  before: Session | null;
  after: Session | null;
  reason: string;
}

export interface Projection {
  all(): Session[];
  /** Sessions that `name` or `node:name` means: several when nodes share a bare name. */
  find(name: string): Session[];
  put(session: Session): void;
  remove(session: SessionRef, reason: string): void;
  rename(node: string, from: string, to: string): void;
  replaceAll(node: string, sessions: Session[]): void;
  setCurrentPrompt(session: SessionRef, promptId: number | null): void;
  onChange(listener: (change: SessionChange) => void): () => void;
}

/** Sessions of all nodes as last reported, republished as live events whenever something changes. */
export function createProjection(events: Events): Projection {
  const sessions = new Map<string, Session>();
  const currentPrompts = new Map<string, number>();
  const listeners = new Set<(change: SessionChange) => void>();

  function tell(change: SessionChange): void {
    for (const listener of listeners) listener(change);
  }

  function put(reported: Session): void {
    const key = sessionKey(reported);
    const before = sessions.get(key) ?? null;
    const after = { ...reported, current_prompt_id: currentPrompts.get(key) ?? null };
    sessions.set(key, after);
    events.publish(before ? 'session.changed' : 'session.added', after);
    tell({ before, after, reason: before ? 'changed' : 'added' });
  }

  function take(ref: SessionRef, reason: string): Session | null {
    const before = sessions.get(sessionKey(ref));
    if (!before) return null;
    sessions.delete(sessionKey(ref));
    events.publish('session.removed', { name: ref.name, node: ref.node, reason });
    return before;
  }

  function remove(ref: SessionRef, reason: string): void {
    const before = take(ref, reason);
    if (before) tell({ before, after: null, reason });
  }

  function rename(node: string, from: string, to: string): void {
    const before = take({ node, name: from }, `renamed to ${to}`);
    if (!before) return;
    const promptId = currentPrompts.get(sessionKey(before));
    currentPrompts.delete(sessionKey(before));
    const after = { ...before, name: to };
    if (promptId !== undefined) currentPrompts.set(sessionKey(after), promptId);
    sessions.set(sessionKey(after), after);
    events.publish('session.added', after);
    tell({ before, after, reason: 'renamed' });
  }

  return {
    all: () => [...sessions.values()].sort((a, b) => a.name.localeCompare(b.name)),
    find: (name) => [...sessions.values()].filter((session) => isNamed(session, name)),
    put,
    remove,
    rename,
    replaceAll(node, reported) {
      const names = new Set(reported.map((session) => session.name));
      for (const session of [...sessions.values()]) {
        if (session.node === node && !names.has(session.name)) remove(session, 'not there any more');
      }
      for (const session of reported) put({ ...session, node });
    },
    setCurrentPrompt(ref, promptId) {
      const key = sessionKey(ref);
      if ((currentPrompts.get(key) ?? null) === promptId) return;
      if (promptId === null) currentPrompts.delete(key);
      else currentPrompts.set(key, promptId);
      const session = sessions.get(key);
      if (session) put(session);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
