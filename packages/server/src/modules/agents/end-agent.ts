import type { Session } from '@architect/contracts/sessions';
import { AppError } from '../../platform/app-error.ts';
import type { CreateAgentOptions } from './create-agent.ts';
import { type AgentRow, findAgent, markEnded } from './store.ts';

interface Ended {
  name: string;
  branch: string | null;
  survivors: number[];
}

/**
 * Ends an agent's session and removes its work tree; the branch stays.
 * @throws AppError NOT_FOUND; CONFLICT while it works on a prompt; UNSAVED_WORK with the figures
 */
export async function endAgent(
  { name, force }: { name: string; force: boolean },
  by: { actor: string; correlationId: string },
  options: CreateAgentOptions,
): Promise<Ended> {
  const { db, clock, nodes } = options;
  const agent = await findAgent(db, name);
  const session = agent ? nodes.session(`${agent.node}:${name}`) : nodes.session(name);
  if (!agent && !session) throw new AppError('NOT_FOUND', `no agent '${name}' exists`);
  if (!force) {
    if (session) refuseWhileWorking(session, options);
    if (agent) await refuseUnsaved(agent, options);
  }
  const survivors = session
    ? (await nodes.request(session.node, 'kill', { session: session.name })).survivors
    : [];
  if (agent?.worktree && agent.repository) {
    const { worktree: path, repository } = agent;
    await nodes.request(agent.node, 'worktree.remove', { path, repository, force });
  }
  await db.write(async (tx) => {
    if (agent) await markEnded(tx, agent.id, clock.now());
    const details = { node: agent?.node ?? session?.node, branch: agent?.branch ?? null, force, survivors };
    await tx.audit({ ...by, action: 'agent.ended', entityType: 'agent', entityId: name, details });
  });
  return { name, branch: agent?.branch ?? null, survivors };
}

function refuseWhileWorking(session: Session, { assigner }: CreateAgentOptions): void {
  const prompt = assigner.promptOf(session);
  if (prompt !== null) {
    throw new AppError(
      'CONFLICT',
      `${session.name} works on prompt ${prompt}: wait, cancel it, or say force`,
    );
  }
}

async function refuseUnsaved(
  { node, worktree, name }: AgentRow,
  { nodes }: CreateAgentOptions,
): Promise<void> {
  if (worktree === null) return;
  const { uncommitted, unsaved_commits } = await nodes.request(node, 'worktree.inspect', { path: worktree });
  if (uncommitted === 0 && unsaved_commits === 0) return;
  const what = [
    ...(uncommitted === 0 ? [] : [`${uncommitted} changed file${uncommitted === 1 ? '' : 's'}`]),
    ...(unsaved_commits === 0
      ? []
      : [`${unsaved_commits} commit${unsaved_commits === 1 ? '' : 's'} that nobody else has`]),
  ];
  throw new AppError(
    'UNSAVED_WORK',
    `${name} holds ${what.join(' and ')} in ${worktree}: save them, or say force`,
    {
      details: { uncommitted, unsaved_commits, worktree },
    },
  );
}
