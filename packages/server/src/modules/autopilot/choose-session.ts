import type { Session } from '@architect/contracts/sessions';
import { runsAgent } from '../assigner/index.ts';
import { isNamed, type Nodes, sessionKey } from '../nodes/index.ts';
import type { Wait } from './budget.ts';
import type { RunRow } from './tables.ts';

export interface SessionChoice {
  nodes: Pick<Nodes, 'sessions' | 'session' | 'isReady'>;
  /** The node of this machine, where the sources of projects are; null: this server has none. */
  localNode: string | null;
}

/**
 * The session that a run works in: the one it has, else a free agent below the source path. Runs never share a directory:
 * each has a branch of its own.
 * @param others open runs besides this one
 */
export function chooseSession(
  run: RunRow,
  { sourcePath, others }: { sourcePath: string; others: readonly RunRow[] },
  { nodes, localNode }: SessionChoice,
): { session: string } | Wait {
  if (run.session !== null) {
    if (nodes.session(run.session)) return { session: run.session };
    const node = run.session.slice(0, run.session.indexOf(':'));
    if (!nodes.isReady(node)) return wait(`the node ${node} of session ${run.session} is out of reach`);
  }
  const isInside = ({ working_dir: dir }: Session) => dir === sourcePath || dir.startsWith(`${sourcePath}/`);
  const agents = nodes
    .sessions()
    .filter((one) => one.node === localNode && runsAgent(one) && one.state !== 'dead' && isInside(one));
  if (agents.length === 0)
    return wait(
      `no agent works in ${sourcePath}: start one there, or start the run in a session of your choice`,
    );
  const taken = new Map(others.flatMap((other) => directoriesOf(other, nodes)));
  const free = agents.filter(({ working_dir }) => !taken.has(working_dir));
  const best = free.find(({ deliverable }) => deliverable) ?? free[0];
  if (best) return { session: sessionKey(best) };
  const holders = [...new Set(agents.map(({ working_dir }) => taken.get(working_dir)))].join(', ');
  return wait(`run ${holders} works in ${sourcePath}: it goes on when that has ended`);
}

function directoriesOf({ id, session }: RunRow, nodes: SessionChoice['nodes']): [string, number][] {
  if (session === null) return [];
  const found = nodes.sessions().find((one) => isNamed(one, session));
  return found ? [[found.working_dir, id]] : [];
}

const wait = (because: string): Wait => ({ because, until: null });
