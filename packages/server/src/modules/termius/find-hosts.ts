import type { TermiusHost } from '@architect/contracts/termius';
import type { TermiusOptions } from './index.ts';

/** Where SSH listens unless somebody has moved it, which nobody tells us. */
const sshPort = 22;

/** The machines whose nodes are within reach, by name; and the names of those that tell nothing. */
export async function findHosts({
  nodes,
  localNode,
  log,
}: Pick<TermiusOptions, 'nodes' | 'localNode' | 'log'>): Promise<{
  hosts: TermiusHost[];
  leftOut: string[];
}> {
  const hosts: TermiusHost[] = [];
  const leftOut: string[] = [];
  for (const { name, status } of nodes.status().sort((a, b) => a.name.localeCompare(b.name))) {
    const { host } = await nodes.request(name, 'list', {}).catch((error: unknown) => {
      log.debug({ err: error, node: name }, 'a node is not in the export for Termius');
      return { host: undefined };
    });
    if (!host) {
      leftOut.push(name);
      continue;
    }
    const own = nodes.sessions().filter((session) => session.node === name && session.mode !== 'headless');
    hosts.push({
      ...{ node: name, hostname: host.hostname, ip: host.address, port: sshPort, user: host.username },
      ...{ status: status === 'up' || status === 'ready' ? ('up' as const) : ('down' as const) },
      ...{ role: name === localNode ? ('dashboard' as const) : ('node' as const) },
      sessions: own.map((session) => session.name),
    });
  }
  return { hosts, leftOut };
}
