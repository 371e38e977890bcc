import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { sessionProvider } from './providers.ts';
import { replyOf, time } from './reply.ts';
import { ruleOrigin, sessionState } from './sessions.ts';

/** One rule, under the name that `explain` shows. */
const namedRule = z.object({ rule: z.string(), state: sessionState, origin: ruleOrigin });

export const knownAgent = z
  .object({
    provider: sessionProvider,
    origin: ruleOrigin,
    /** A session can be created with this provider alone, without a command. */
    launchable: z.boolean(),
    /**
     * Those of the file first: all of a defined agent, or those that go before the built-in ones. Built-in rules follow, with
     * the versions whose recorded screens they read.
     */
    rules: z.array(namedRule),
  })
  .meta({ id: 'KnownAgent' });
export type KnownAgent = z.infer<typeof knownAgent>;

export const rulesFault = z
  .object({ line: z.number().int().nullable(), key: z.string(), message: z.string() })
  .meta({ id: 'RulesFault' });

/** The agents that a node knows, and how its `agents.yaml` stands. Broken: the last good rules are still in force. */
export const nodeRules = z.object({
  file: z.string(),
  status: z.enum(['absent', 'loaded', 'broken']),
  loaded_at: time.nullable(),
  faults: z.array(rulesFault),
  agents: z.array(knownAgent),
});
export type NodeRules = z.infer<typeof nodeRules>;

export const agentRules = nodeRules
  .extend({ node: z.string(), status: z.enum(['absent', 'loaded', 'broken', 'unreachable']) })
  .meta({ id: 'AgentRules' });
export type AgentRules = z.infer<typeof agentRules>;

export const agentRuleEndpoints = {
  listAgentRules: defineEndpoint({
    id: 'listAgentRules',
    method: 'GET',
    path: '/api/agent-rules',
    access: 'viewer',
    tag: 'agents',
    summary: 'Agents that each node knows and the rules of its agents.yaml in force',
    description: '`unreachable`: the node did not answer, or is too old to tell.',
    reply: replyOf(z.array(agentRules)),
  }),
};
