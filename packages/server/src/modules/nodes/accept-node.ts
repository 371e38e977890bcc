import { type NodeMessage, nodeMessage, wireCloseCodes, wireSilenceMs } from '@architect/contracts/node-wire';
import type { WebSocket } from 'ws';
import type { ModuleContext } from '../../platform/context.ts';
import type { Identity } from '../../platform/http/identity.ts';
import { readVersion } from '../../platform/version.ts';
import type { RemoteLink } from './remote-link.ts';

const helloWithinMs = 10_000;
/** RFC 6455: the reason of a close has at most 123 bytes. */
const longestReason = 120;
/** Keys made by `architect node key NAME` are for that node alone. */
const ownKeyPrefix = 'key:node:';

export interface AcceptNode extends Pick<ModuleContext, 'clock' | 'log'> {
  socket: WebSocket;
  identity: Identity;
  /** The link of this name when nobody is connected to it; null when the name is taken. */
  claim(name: string): RemoteLink | null;
  onConnected(link: RemoteLink): void;
}

/** Speaks with one node: its hello, then events and replies, until the connection ends. */
export function acceptNode({ socket, identity, claim, onConnected, clock, log }: AcceptNode): void {
  let link: RemoteLink | null = null;
  const refuse = (code: number, reason: string): void => socket.close(code, reason.slice(0, longestReason));
  const cancelHello = clock.after(helloWithinMs, () => refuse(wireCloseCodes.badMessage, 'no hello came'));
  const stopPings = keepAlive({ socket, identity, clock, log });

  function welcome({ name, version }: Extract<NodeMessage, { type: 'hello' }>): void {
    cancelHello();
    const keyFor = ownNode(identity.caller.actor);
    if (keyFor !== null && keyFor !== name)
      return refuse(wireCloseCodes.refused, `this key is for node ${keyFor}`);
    const claimed = claim(name);
    if (!claimed) return refuse(wireCloseCodes.nameTaken, `another node ${name} is connected`);
    link = claimed;
    identity.touch();
    log.info({ node: name, version, actor: identity.caller.actor }, 'a node is connected');
    socket.send(JSON.stringify({ type: 'welcome', version: readVersion() }));
    link.connected({
      isOpen: () => socket.readyState === socket.OPEN,
      send: (message) => socket.send(JSON.stringify(message)),
    });
    onConnected(link);
  }

  socket.on('message', (data: Buffer) => {
    const { message, fault } = parse(data);
    if (!message) return refuse(wireCloseCodes.badMessage, fault);
    if (message.type !== 'hello') {
      if (link) return link.receive(message);
      return refuse(wireCloseCodes.badMessage, 'the first message must be hello');
    }
    if (link) refuse(wireCloseCodes.badMessage, 'hello was said before');
    else welcome(message);
  });
  socket.on('error', (error) => log.debug({ err: error }, 'the connection of a node failed'));
  socket.once('close', (code: number) => {
    cancelHello();
    stopPings();
    if (!link) return;
    log.warn({ node: link.name, code }, 'the connection of a node was lost');
    link.lost(`the connection to node ${link.name} was lost`);
  });
}

function ownNode(actor: string): string | null {
  return actor.startsWith(ownKeyPrefix) ? actor.slice(ownKeyPrefix.length) : null;
}

function parse(data: Buffer): { message: NodeMessage | null; fault: string } {
  const { data: message, error } = nodeMessage.safeParse(fromJson(data.toString()));
  if (message) return { message, fault: '' };
  return { message: null, fault: error?.issues[0]?.message ?? 'not a message' };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it, and the peer is told.
    return undefined;
  }
}

/** Finds connections that died without a word, and keys that were revoked. @returns stops it */
function keepAlive({
  socket,
  identity,
  clock,
  log,
}: Pick<AcceptNode, 'socket' | 'identity' | 'clock' | 'log'>): () => void {
  let isAlive = true;
  let cancel = (): void => undefined;
  const next = (): void => {
    cancel = clock.after(wireSilenceMs / 3, () => {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      socket.ping();
      identity.isValid().then(
        (isValid) => {
          if (!isValid) socket.close(wireCloseCodes.keyEnded, 'the key is not valid any more');
        },
        (error: unknown) => log.warn({ err: error }, 'the key of a node could not be checked'),
      );
      next();
    });
  };
  socket.on('pong', () => {
    isAlive = true;
  });
  next();
  return () => cancel();
}
