import type { NodeRules } from '@architect/contracts/agent-rules';
import type { AgentBook } from './agents/agent-book.ts';
import type { RulesFile } from './agents/rules-file.ts';
import { iso } from './sessions/describe-session.ts';

/** The agents in force and how their file stands, as the contract shows it. */
export function describeRules(book: AgentBook, file: RulesFile): NodeRules {
  const { path, status, loadedAt, faults } = file.status();
  return {
    file: path,
    status,
    loaded_at: loadedAt === null ? null : iso(loadedAt),
    faults,
    agents: book
      .list()
      .filter(({ provider }) => provider !== 'shell')
      .map(({ provider, origin, isLaunchable, rules }) => ({
        provider,
        origin,
        launchable: isLaunchable,
        rules,
      })),
  };
}
