import { agentRuleEndpoints } from '@architect/contracts/agent-rules';
import { providers } from '@architect/contracts/providers';
import { useQuery } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import { providerLook } from './looks.ts';
import { queryKeys } from './query-keys.ts';

export interface AgentChoice {
  value: string;
  label: string;
}

/**
 * The agents in force on all nodes, for lists to choose from: those of this program and those that a person has defined.
 * Until they are known: the ones of this program. `launchable`: only those that can be started by name alone. `chosen`
 * stays in the list, whatever became of its agent.
 */
export function useAgentChoices(
  wanted: { launchable?: boolean; chosen?: string | null } = {},
): AgentChoice[] {
  const api = useApi();
  const { data } = useQuery({
    queryKey: queryKeys.agentRules,
    queryFn: async ({ signal }) => (await api.call(agentRuleEndpoints.listAgentRules, {}, signal)).data,
    // A file on a node changes without a word to us.
    staleTime: 10_000,
  });
  const agents = data?.flatMap((node) => node.agents).filter((one) => one.launchable || !wanted.launchable);
  const names = agents && agents.length > 0 ? agents.map((one) => one.provider) : [...providers];
  return [...new Set([...names, ...(wanted.chosen ? [wanted.chosen] : [])])].map((value) => ({
    value,
    label: providerLook(value).label,
  }));
}
