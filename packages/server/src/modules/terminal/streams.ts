import type { ServerMessage } from '@architect/contracts/events';
import { AppError } from '../../platform/app-error.ts';
import type { LiveConnection } from '../../platform/http/websocket.ts';

/** One pane shown to one connection. `session` is the name as the client wrote it. */
export interface Stream {
  id: string;
  node: string;
  session: string;
}

/** Which stream belongs to which connection, and messages that came before the picture they belong to. */
export interface Streams {
  /** @returns whether it is the connection's first stream ever */
  add(connection: LiveConnection, stream: Stream): boolean;
  /** Sends the picture and then what came in the meantime. False for a stream that was closed meanwhile. */
  opened(id: string, picture: ServerMessage): boolean;
  send(id: string, message: (session: string) => ServerMessage): void;
  /** @throws AppError NOT_FOUND */
  need(connection: LiveConnection, session: string): Stream;
  take(connection: LiveConnection, session: string): Stream | null;
  takeAll(connection: LiveConnection): Stream[];
  drop(id: string): void;
  all(): Stream[];
}

interface Shown {
  stream: Stream;
  connection: LiveConnection;
  /** Null once the picture was sent. */
  waiting: ServerMessage[] | null;
}

export function createStreams(): Streams {
  const shown = new Map<string, Shown>();
  const known = new WeakSet<LiveConnection>();
  const of = (connection: LiveConnection): Stream[] =>
    [...shown.values()].filter((one) => one.connection === connection).map((one) => one.stream);
  const find = (connection: LiveConnection, session: string): Stream | null =>
    of(connection).find((stream) => stream.session === session) ?? null;

  return {
    add(connection, stream) {
      shown.set(stream.id, { stream, connection, waiting: [] });
      const isFirst = !known.has(connection);
      known.add(connection);
      return isFirst;
    },
    opened(id, picture) {
      const one = shown.get(id);
      if (!one) return false;
      one.connection.send(picture);
      for (const message of one.waiting ?? []) one.connection.send(message);
      one.waiting = null;
      return true;
    },
    send(id, message) {
      const one = shown.get(id);
      if (!one) return;
      const made = message(one.stream.session);
      if (one.waiting) one.waiting.push(made);
      else one.connection.send(made);
    },
    need(connection, session) {
      const stream = find(connection, session);
      if (!stream)
        throw new AppError('NOT_FOUND', `no terminal of session '${session}' is open here: open it first`);
      return stream;
    },
    take(connection, session) {
      const stream = find(connection, session);
      if (stream) shown.delete(stream.id);
      return stream;
    },
    takeAll(connection) {
      const streams = of(connection);
      for (const stream of streams) shown.delete(stream.id);
      return streams;
    },
    drop: (id) => void shown.delete(id),
    all: () => [...shown.values()].map((one) => one.stream),
  };
}
