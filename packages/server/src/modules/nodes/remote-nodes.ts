import { wireCloseCodes } from '@architect/contracts/node-wire';
import type { WebSocket } from 'ws';
import type { ModuleContext, Running } from '../../platform/context.ts';
import type { LiveSockets } from '../../platform/http/websocket.ts';
import { acceptNode } from './accept-node.ts';
import type { Nodes } from './index.ts';
import { createRemoteLink, type RemoteLink } from './remote-link.ts';

export interface RemoteNodesOptions extends Pick<ModuleContext, 'clock' | 'log'> {
  nodes: Nodes;
  sockets: LiveSockets;
}

/** RFC 6455, 7.4.1: the endpoint goes away. */
const goingAway = 1001;

/** Nodes on other machines, which connect to `/ws/node` with an API key of at least the role operator. */
export function createRemoteNodes({ nodes, sockets, clock, log }: RemoteNodesOptions): Running {
  const links = new Map<string, RemoteLink>();
  const open = new Set<WebSocket>();

  function claim(name: string): RemoteLink | null {
    const known = links.get(name);
    if (known) return known.isConnected() ? null : known;
    if (nodes.link(name)) return null;
    const link = createRemoteLink({ name, clock, log });
    links.set(name, link);
    return link;
  }
  function onConnected(link: RemoteLink): void {
    // The first time; later the link itself tells that it is back.
    if (!nodes.link(link.name)) void nodes.add(link);
  }

  sockets.onSocket('/ws/node', 'operator', (socket, identity) => {
    if (identity.caller.via === 'cookie')
      return socket.close(wireCloseCodes.refused, 'a node needs an API key');
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    acceptNode({ socket, identity, claim, onConnected, clock, log });
  });

  return {
    async stop() {
      for (const socket of open) socket.close(goingAway, 'the dashboard is stopping');
    },
  };
}
