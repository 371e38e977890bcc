import { termiusEndpoints } from '@architect/contracts/termius';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { toTime } from '../../platform/time.ts';
import type { Nodes } from '../nodes/index.ts';
import { findHosts } from './find-hosts.ts';
import { writeExport } from './write-export.ts';

export interface TermiusOptions extends Pick<ModuleContext, 'bind' | 'clock' | 'log'> {
  nodes: Nodes;
  /** The node of this machine; null: there is none. */
  localNode: string | null;
}

/** The machines of the cluster for Termius, an SSH client for many hosts. */
export function createTermius({ bind, clock, ...options }: TermiusOptions): void {
  bind(termiusEndpoints.previewTermius, async () => {
    const { hosts, leftOut } = await findHosts(options);
    const total_sessions = hosts.reduce((sum, { sessions }) => sum + sessions.length, 0);
    return success({ hosts, total_hosts: hosts.length, total_sessions, left_out: leftOut });
  });
  bind(termiusEndpoints.exportTermius, async ({ query: { mode, format } }, { reply }) => {
    const { hosts } = await findHosts(options);
    const now = toTime(clock.now());
    reply.type('application/json');
    if (format === 'download') {
      const stamp = now.slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
      reply.header('content-disposition', `attachment; filename="termius_architect_${mode}_${stamp}.json"`);
    }
    return JSON.stringify(writeExport(hosts, { mode, now }), null, 2);
  });
}
