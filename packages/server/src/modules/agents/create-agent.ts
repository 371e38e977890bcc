import type { CreateAgentBody, CreatedAgent } from '@architect/contracts/agents';
import type { NodeResult } from '@architect/contracts/node-link';
import { sendPromptBody } from '@architect/contracts/prompts';
import { createSessionBody, type Session } from '@architect/contracts/sessions';
import { AppError, invalidField } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import type { Assigner } from '../assigner/index.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import type { Sessions } from '../sessions/index.ts';
import { insertAgent } from './store.ts';

export interface CreateAgentOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  assigner: Assigner;
  sessions: Sessions;
}

/**
 * Work tree, session, record, role prompt: in this order, and what was made is taken back when the session fails.
 * @throws AppError VALIDATION_FAILED, SESSION_EXISTS, NOT_ENOUGH_MEMORY, UNAVAILABLE
 */
export async function createAgent(
  body: CreateAgentBody,
  by: By,
  options: CreateAgentOptions,
): Promise<CreatedAgent> {
  const { nodes, sessions } = options;
  if (body.repository !== undefined && body.working_dir !== undefined) {
    throw invalidField('working_dir', 'working_dir: an agent with a repository works in its own work tree');
  }
  const node = body.node ?? nodeOf(nodes);
  if (nodes.session(sessionKey({ node, name: body.name }))) {
    throw new AppError('SESSION_EXISTS', `a session named '${body.name}' exists already`);
  }
  const worktree = await addWorktree(body, node, nodes);
  const wanted = createSessionBody.parse({
    name: body.name,
    provider: body.provider,
    command: body.command,
    role: body.role,
    tier: body.tier,
    working_dir: worktree?.path ?? body.working_dir,
    node,
  });
  const session = await sessions
    .create({ ...wanted, force: body.force }, by)
    .catch(async (error: unknown) => {
      if (worktree) await takeBack(worktree, node, options);
      throw error;
    });
  await record(session, worktree, by, options);
  return { session, worktree, prompt_id: await sendRole(body, session, by, options) };
}

type Worktree = NodeResult<'worktree.add'>;

async function addWorktree(
  { repository, name, base }: CreateAgentBody,
  node: string,
  nodes: Nodes,
): Promise<Worktree | null> {
  if (repository === undefined) return null;
  return await nodes.request(node, 'worktree.add', {
    repository,
    name,
    branch: `agent/${name}`,
    ...(base === undefined ? {} : { base }),
  });
}

async function takeBack(
  { path, repository }: Worktree,
  node: string,
  { nodes, log }: CreateAgentOptions,
): Promise<void> {
  try {
    await nodes.request(node, 'worktree.remove', { path, repository, force: false });
  } catch (error) {
    log.warn({ err: error, path }, 'the work tree of an agent that did not start could not be removed');
  }
}

async function record(
  { name, node }: Session,
  worktree: Worktree | null,
  by: By,
  { db, clock }: CreateAgentOptions,
): Promise<void> {
  const { path = null, repository = null, branch = null } = worktree ?? {};
  await db.write(async (tx) => {
    const now = clock.now();
    await insertAgent(tx, {
      ...{ name, node, repository, worktree: path, branch, ended_at: null },
      ...{ created_by: by.actor, created_at: now },
    });
    const details = { node, repository, branch };
    await tx.audit({ ...by, action: 'agent.created', entityType: 'agent', entityId: name, details });
  });
}

/** Through the queue like every prompt: it is delivered once the agent shows its empty box. */
async function sendRole(
  { role_prompt }: CreateAgentBody,
  session: Session,
  by: By,
  { assigner }: CreateAgentOptions,
): Promise<number | null> {
  if (role_prompt === undefined) return null;
  const prompt = sendPromptBody.parse({
    content: role_prompt,
    priority: 10,
    target_session: sessionKey(session),
    source: 'agents',
    metadata: { role: true },
  });
  const [queued] = await assigner.enqueue([prompt], by);
  return queued?.prompt.id ?? null;
}

/** The machine's own node, else the first that is known. */
function nodeOf(nodes: Nodes): string {
  const names = nodes.status().map((node) => node.name);
  const name = names.includes('local') ? 'local' : names[0];
  if (name === undefined)
    throw new AppError('UNAVAILABLE', 'no node is connected: nothing can hold an agent');
  return name;
}
