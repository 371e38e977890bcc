import type { Session } from '@architect/contracts/sessions';

/** A session over all nodes. Names are unique per node only. */
export interface SessionRef {
  node: string;
  name: string;
}

/** Map key of a session: `node:name`, also the spelling a person may use. tmux forbids `:` in names. */
export function sessionKey(session: SessionRef): string {
  return `${session.node}:${session.name}`;
}

/** True when `text` (`name` or `node:name`) means this session. */
export function isNamed(session: Session, text: string): boolean {
  return text === session.name || text === sessionKey(session);
}
