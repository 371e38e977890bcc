import { randomUUID } from 'node:crypto';
import type { ModuleContext, Running } from '../../platform/context.ts';
import type { LiveConnection, LiveSockets } from '../../platform/http/websocket.ts';
import type { Nodes } from '../nodes/index.ts';
import { createStreams, type Streams } from './streams.ts';

export interface TerminalOptions extends Pick<ModuleContext, 'db' | 'log'> {
  nodes: Nodes;
  sockets: LiveSockets;
}

/**
 * Live terminals over `/ws`: a node streams a pane's bytes to the connection that opened it, and types what the person
 * types. Viewers may look, and type nothing. A connection has at most one stream per session; all end with it.
 */
export function createTerminal(options: TerminalOptions): Running {
  const { nodes, sockets } = options;
  const streams = createStreams();
  const unlisten: (() => void)[] = [];

  sockets.onMessage('terminal.open', 'viewer', ({ session }, connection) =>
    open(session, connection, { ...options, streams }),
  );
  sockets.onMessage('terminal.input', 'operator', async ({ session, data }, connection) => {
    const stream = streams.need(connection, session);
    await nodes.request(stream.node, 'terminal.input', { stream: stream.id, data });
  });
  sockets.onMessage('terminal.resize', 'operator', async ({ session, cols, rows }, connection) => {
    const stream = streams.need(connection, session);
    await nodes.request(stream.node, 'terminal.resize', { stream: stream.id, cols, rows });
  });
  sockets.onMessage('terminal.close', 'viewer', async ({ session }, connection) => {
    const stream = streams.take(connection, session);
    if (stream) await nodes.request(stream.node, 'terminal.close', { stream: stream.id });
  });

  return {
    async start() {
      if (unlisten.length > 0) return;
      unlisten.push(
        nodes.on('terminal.data', ({ stream, data }) =>
          streams.send(stream, (session) => ({ type: 'terminal.data', data: { session, data } })),
        ),
        nodes.on('terminal.resized', ({ stream, cols, rows }) =>
          streams.send(stream, (session) => ({ type: 'terminal.resized', data: { session, cols, rows } })),
        ),
        nodes.on('terminal.closed', ({ stream, reason }) => {
          streams.send(stream, (session) => ({ type: 'terminal.closed', data: { session, reason } }));
          streams.drop(stream);
        }),
      );
    },
    async stop() {
      for (const end of unlisten.splice(0)) end();
      await Promise.all(streams.all().map((stream) => closeQuietly(stream, options)));
    },
  };
}

interface Parts extends TerminalOptions {
  streams: Streams;
}

async function open(wanted: string, connection: LiveConnection, parts: Parts): Promise<void> {
  const { nodes, db, streams } = parts;
  const { name, node } = nodes.need(wanted);
  const before = streams.take(connection, wanted);
  if (before) await closeQuietly(before, parts);
  // Known before the node answers: its first bytes may arrive ahead of the reply, and wait in the stream.
  const stream = { id: randomUUID(), node, session: wanted };
  const isFirst = streams.add(connection, stream);
  if (isFirst) connection.onClose(() => closeAll(connection, parts));
  try {
    const seed = await nodes.request(node, 'terminal.open', { session: name, stream: stream.id });
    await db.write((tx) =>
      tx.audit({
        ...{
          actor: connection.caller.actor,
          action: 'terminal.opened',
          entityType: 'session',
          entityId: name,
        },
        details: { node },
      }),
    );
    const isShown = streams.opened(stream.id, {
      type: 'terminal.opened',
      data: { session: wanted, ...seed },
    });
    // The connection ended while the node was opening it.
    if (!isShown) await closeQuietly(stream, parts);
  } catch (error) {
    streams.drop(stream.id);
    throw error;
  }
}

function closeAll(connection: LiveConnection, parts: Parts): void {
  for (const stream of parts.streams.takeAll(connection)) void closeQuietly(stream, parts);
}

/** Nobody waits for the answer any more. */
async function closeQuietly(
  stream: { id: string; node: string },
  { nodes, log }: TerminalOptions,
): Promise<void> {
  try {
    await nodes.request(stream.node, 'terminal.close', { stream: stream.id });
  } catch (error) {
    log.debug({ err: error, stream: stream.id }, 'a terminal stream had ended already');
  }
}
