import {
  largestWireMessage,
  type NodeMessage,
  type NodeServerMessage,
  nodeServerMessage,
  wireCloseCodes,
  wireSilenceMs,
} from '@architect/contracts/node-wire';
import WebSocket from 'ws';
import type { Clock } from './clock.ts';

const closeWithinMs = 1_000;

/** Why a connection ended. `key` and `refused` do not pass by waiting, the others may. */
export interface Ending {
  kind: 'key' | 'refused' | 'taken' | 'away';
  text: string;
}

export interface NodeSocketOptions {
  /** Address of the dashboard, `http(s)://…`. */
  dashboard: string;
  token: string;
  /** PEM of authorities to trust; undefined = the usual ones. */
  ca: string[] | undefined;
  clock: Clock;
  onOpen(): void;
  onMessage(message: NodeServerMessage): void;
  /** Called once, whatever happened. */
  onEnd(ending: Ending): void;
}

export interface NodeSocket {
  send(message: NodeMessage): void;
  close(): void;
}

/** One connection to the dashboard, from the attempt to open it until it ends. Nothing comes out of it after `onEnd`. */
export function openNodeSocket(options: NodeSocketOptions): NodeSocket {
  const { dashboard, token, ca, clock, onEnd } = options;
  const socket = new WebSocket(`${dashboard.replace(/^http/, 'ws').replace(/\/+$/, '')}/ws/node`, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: wireSilenceMs,
    maxPayload: largestWireMessage,
    perMessageDeflate: false,
    ...(ca === undefined ? {} : { ca }),
  });
  let ending: Ending | null = null;
  const watch = watchSilence(clock, () => {
    ending ??= { kind: 'away', text: 'the dashboard has gone silent' };
    socket.terminate();
  });
  socket.on('open', () => {
    watch.heard();
    options.onOpen();
  });
  socket.on('ping', watch.heard);
  socket.on('message', (data) => {
    watch.heard();
    const message = parse(String(data));
    if (message) return options.onMessage(message);
    ending ??= { kind: 'refused', text: 'the dashboard speaks another version: update the older one' };
    socket.terminate();
  });
  socket.once('unexpected-response', (_request, { statusCode = 0 }) => {
    ending ??= endingOfStatus(statusCode);
    socket.terminate();
  });
  socket.on('error', ({ message }) => {
    ending ??= { kind: 'away', text: message };
  });
  socket.once('close', (code, reason) => {
    watch.stop();
    onEnd(ending ?? endingOfClose(code, String(reason)));
  });
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    close() {
      socket.close(1000, 'the node stops');
      // A dashboard that hangs does not answer the close.
      clock.after(closeWithinMs, () => socket.terminate());
    },
  };
}

function parse(text: string): NodeServerMessage | null {
  return nodeServerMessage.safeParse(fromJson(text)).data ?? null;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it, and the connection ends.
    return undefined;
  }
}

function endingOfStatus(status: number): Ending {
  if (status === 401) return { kind: 'key', text: 'the dashboard does not know this key' };
  if (status === 403)
    return { kind: 'key', text: 'this key may not connect a node: it needs the role operator' };
  if (status === 404)
    return { kind: 'refused', text: 'there is no dashboard that takes nodes at this address' };
  return { kind: 'away', text: `the dashboard answers with status ${status}` };
}

function endingOfClose(code: number, reason: string): Ending {
  const text = reason || `the connection ended (${code})`;
  if (code === wireCloseCodes.nameTaken) return { kind: 'taken', text };
  if (code === wireCloseCodes.keyEnded) return { kind: 'key', text };
  if (code === wireCloseCodes.refused || code === wireCloseCodes.badMessage) return { kind: 'refused', text };
  return { kind: 'away', text };
}

/** The server pings; a connection that is silent for too long is dead, even if nobody told. */
function watchSilence(clock: Clock, onSilence: () => void): { heard(): void; stop(): void } {
  let cancel = (): void => undefined;
  return {
    heard() {
      cancel();
      cancel = clock.after(wireSilenceMs, onSilence);
    },
    stop: () => cancel(),
  };
}
