import { shellQuote } from '@architect/contracts/shell-quote';
import type { TermiusHost } from '@architect/contracts/termius';
import { sha256 } from '../../platform/ids.ts';

/** The same thing has the same id in every export, so that a second import changes it instead of adding another. */
const idOf = (...of: string[]): string => sha256(JSON.stringify(of)).slice(0, 16);

const group = { id: idOf('group'), label: 'Architect Cluster', color: '#0f766e' };

const utilities = [
  { label: 'List tmux sessions', command: 'tmux list-sessions' },
  { label: 'What the fleet does', command: 'architect status' },
  { label: 'Disk and memory', command: 'df -h / && free -h' },
];

/** A file in the form of Termius, version 2: the hosts without a credential, and commands to run on them. */
export function writeExport(
  hosts: readonly TermiusHost[],
  { mode, now }: { mode: 'basic' | 'full'; now: string },
): object {
  const attaching = hosts.flatMap(({ node, hostname, sessions }) =>
    sessions.map((name) => ({
      id: idOf('session', node, name),
      label: `Attach to ${name} on ${hostname}`,
      // `=`: this session, not one whose name begins so.
      command: `tmux attach-session -t ${shellQuote(`=${name}`)}`,
    })),
  );
  return {
    version: 2,
    timestamp: now,
    groups: [group],
    hosts: hosts.map(({ node, hostname, ip, port, user, status, role }) => ({
      ...{ id: idOf('host', node), label: hostname, group: group.id, address: ip, port, username: user },
      ...{ use_ssh_key: false, ssh_key: null, tags: [role, status] },
    })),
    snippets: [
      ...utilities.map((one) => ({ id: idOf('utility', one.label), ...one })),
      ...(mode === 'full' ? attaching : []),
    ],
    keys: [],
  };
}
