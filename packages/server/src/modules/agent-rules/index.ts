import { type AgentRules, agentRuleEndpoints } from '@architect/contracts/agent-rules';
import { providers } from '@architect/contracts/providers';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Nodes } from '../nodes/index.ts';

/** What each node knows of agents. The nodes hold it; nothing is stored here. */
export function createAgentRules({ bind, nodes }: Pick<ModuleContext, 'bind'> & { nodes: Nodes }): void {
  bind(agentRuleEndpoints.listAgentRules, async () =>
    success(await Promise.all(nodes.status().map(({ name }) => rulesOf(nodes, name)))),
  );
}

/** Every provider that can be named: those of this program and those that people have defined on a node. */
export async function knownProviders(nodes: Nodes): Promise<string[]> {
  const rules = await Promise.all(nodes.status().map(({ name }) => rulesOf(nodes, name)));
  return [...providers, ...rules.flatMap(({ agents }) => agents.map(({ provider }) => provider))];
}

async function rulesOf(nodes: Nodes, node: string): Promise<AgentRules> {
  try {
    return { node, ...(await nodes.request(node, 'rules', {})) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const faults = [{ line: null, key: '', message }];
    return { node, file: '', status: 'unreachable', loaded_at: null, faults, agents: [] };
  }
}
