import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { prompt } from './prompts.ts';
import { provider } from './providers.ts';
import { replyOf } from './reply.ts';
import { session, sessionList, sessionName, sessionRole, sessionTier } from './sessions.ts';

/** What was made for an agent besides its session. */
export const createdAgent = z
  .object({
    session,
    /** Its own work tree; null when it works in a plain directory. */
    worktree: z
      .object({ path: z.string(), branch: z.string(), repository: z.string(), is_new_branch: z.boolean() })
      .nullable(),
    /** The prompt that tells it its role, first in its session; null without a role. */
    prompt_id: z.number().int().nullable(),
  })
  .meta({ id: 'CreatedAgent' });
export type CreatedAgent = z.infer<typeof createdAgent>;

export const createAgentBody = z.strictObject({
  /** Name of its session, and of its branch: `agent/<name>`. */
  name: sessionName,
  provider: provider.default('claude'),
  /** A git repository on the node: the agent gets a work tree of it. Not together with `working_dir`. */
  repository: z.string().min(1).max(4096).optional(),
  /** Where the branch begins when it is new; default: what the repository has checked out. */
  base: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9][\w./-]*$/, 'a branch, a tag or a commit')
    .optional(),
  working_dir: z.string().min(1).max(4096).optional(),
  /** Program to run; default: the provider's launch command. */
  command: z.string().min(1).max(8192).optional(),
  /** Sent to it first, when it is ready. */
  role_prompt: z.string().min(1).max(1_000_000).optional(),
  role: sessionRole.optional(),
  tier: sessionTier.optional(),
  node: z.string().optional(),
  /** Start it although the machine has not enough free memory. */
  force: z.boolean().default(false),
});
export type CreateAgentBody = z.output<typeof createAgentBody>;

export const endedAgent = z
  .object({
    name: z.string(),
    /** The branch is kept. */
    branch: z.string().nullable(),
    survivors: z.array(z.number().int()),
  })
  .meta({ id: 'EndedAgent' });

export const agentEndpoints = {
  listAgents: defineEndpoint({
    id: 'listAgents',
    method: 'GET',
    path: '/api/agents',
    access: 'viewer',
    tag: 'agents',
    summary: 'Sessions that run an AI program',
    ...sessionList,
  }),
  createAgent: defineEndpoint({
    id: 'createAgent',
    method: 'POST',
    path: '/api/agents',
    access: 'operator',
    tag: 'agents',
    status: 201,
    summary:
      'Create an agent: a session, with a work tree and a branch of its own where a repository is named',
    body: createAgentBody,
    reply: replyOf(createdAgent),
    errors: ['SESSION_EXISTS', 'VALIDATION_FAILED', 'NOT_ENOUGH_MEMORY'],
  }),
  endAgent: defineEndpoint({
    id: 'endAgent',
    method: 'DELETE',
    path: '/api/agents/:name',
    access: 'operator',
    tag: 'agents',
    summary: 'End an agent: its session and its work tree',
    description:
      'Refused while it works on a prompt or its work tree holds changes or commits that nobody else has; `force=true` ends it all the same. The branch is kept.',
    params: z.object({ name: z.string().min(1).max(200) }),
    query: z.strictObject({ force: z.enum(['true', 'false']).default('false') }),
    reply: replyOf(endedAgent),
    errors: ['NOT_FOUND', 'CONFLICT', 'UNSAVED_WORK'],
  }),
  sendToAgent: defineEndpoint({
    id: 'sendToAgent',
    method: 'POST',
    path: '/api/agents/send',
    access: 'operator',
    tag: 'agents',
    status: 201,
    summary: 'Message one agent, through the prompt queue',
    body: z.strictObject({
      session: z.string().min(1).max(200),
      message: z.string().min(1).max(1_000_000),
      priority: z.number().int().min(0).max(10).default(5),
      task_type: z.string().max(50).optional(),
      entity_id: z.union([z.number(), z.string()]).optional(),
    }),
    reply: replyOf(prompt, { prompt_id: z.number().int() }),
    errors: ['NO_TARGET'],
  }),
  broadcastToAgents: defineEndpoint({
    id: 'broadcastToAgents',
    method: 'POST',
    path: '/api/agents/broadcast',
    access: 'operator',
    tag: 'agents',
    status: 201,
    summary: 'Message every agent, through the prompt queue',
    body: z.strictObject({
      message: z.string().min(1).max(1_000_000),
      priority: z.number().int().min(0).max(10).default(5),
    }),
    reply: replyOf(z.array(prompt), { sent_to: z.array(z.string()) }),
  }),
};
