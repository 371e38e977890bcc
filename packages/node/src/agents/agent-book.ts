import type { SessionProvider } from '@architect/contracts/providers';
import { satisfies } from 'semver';
import type { Agent, ProcessFacts } from './agent.ts';
import { createBuiltInAgents } from './built-in-agents.ts';
import { recogniseAgent } from './recognise-agent.ts';
import { recordedRulesOf, recordedVersions } from './recorded-rules.ts';
import type { RuleOrigin } from './rule-origin.ts';
import type { Screen } from './screen.ts';
import { createUserAgent } from './user-rules/create-user-agent.ts';
import { type ListedRule, listRules } from './user-rules/list-rules.ts';
import { overrideAgent } from './user-rules/override-agent.ts';
import type { RulesEntry } from './user-rules/read-rules-file.ts';
import type { RuleOverride, ScreenParts } from './user-rules/rules-schema.ts';

export interface ListedAgent {
  provider: string;
  origin: RuleOrigin;
  isLaunchable: boolean;
  rules: ListedRule[];
}

/** All agents that this node knows: the built-in adapters, and what a person has defined or put before them. */
export interface AgentBook {
  /** Providers with an adapter of this program: under their name a file puts rules before it. */
  readonly builtIn: readonly string[];
  recognise(process: ProcessFacts, screen?: Screen): Agent;
  /** The adapter of a provider, to launch it; null when this node has none. */
  ofProvider(provider: SessionProvider): Agent | null;
  /**
   * A recognised agent with the rules for this version of its program; rules for a range are left out while the version
   * is not known (null). The same object for the same rules.
   */
  forVersion(agent: Agent, version: string | null): Agent;
  /** Replaces everything that came from a file. `file` is its path, for people. */
  use(entries: RulesEntry[], file: string): void;
  list(): ListedAgent[];
}

/** A book of the built-in adapters. `now` gives epoch ms. */
export function createAgentBook(options: { now: () => number }): AgentBook {
  const builtIn = createBuiltInAgents(options);
  const names = builtIn.map((agent) => agent.provider).filter((name) => name !== 'shell');
  let entries: RulesEntry[] = [];
  let file = '';
  let defined: Agent[] = [];
  let ranged = new Map<string, Agent>();

  const entryOf = (provider: string) => entries.find((entry) => entry.provider === provider);
  function forVersion(agent: Agent, version: string | null): Agent {
    const entry = entryOf(agent.provider);
    if (!entry) return agent;
    // Two adapters may share a provider: the built-in worker and the program itself.
    const key = `${agent.provider} ${builtIn.indexOf(agent)} ${version ?? ''}`;
    const known = ranged.get(key) ?? build(entry, agent, version);
    ranged.set(key, known);
    return known;
  }
  function build(entry: RulesEntry, base: Agent, version: string | null): Agent {
    const holds = (range: string | undefined) => isInRange(version, range);
    const rules = listRules(entry, file);
    const ruleOrigin = (rule: string) => rules.find((one) => one.rule === rule)?.origin ?? null;
    if ('agent' in entry.part) {
      const definition = { ...entry.part.agent, ...partsFor(entry.part.agent, holds) };
      return { ...createUserAgent(entry.provider, definition, options), ruleOrigin };
    }
    const overrides = entry.part.overrides
      .filter((one) => holds(one.versions))
      .map((one): RuleOverride => ({ ...one, ...partsFor(one, holds) }));
    return overrides.length === 0 ? base : { ...overrideAgent(base, overrides, options), ruleOrigin };
  }

  return {
    builtIn: [...new Set(names)],
    recognise: (process, screen) => recogniseAgent(process, screen, [...builtIn, ...defined]),
    ofProvider: (provider) => [...builtIn, ...defined].find((agent) => agent.provider === provider) ?? null,
    forVersion,
    use(next, path) {
      entries = next;
      file = path;
      ranged = new Map();
      defined = next.flatMap((entry) =>
        'agent' in entry.part ? [createUserAgent(entry.provider, entry.part.agent, options)] : [],
      );
    },
    list: () => [
      ...builtIn.map((agent) => listBuiltIn(agent, entryOf(agent.provider), file)),
      ...entries.flatMap((entry) => ('agent' in entry.part ? [listDefined(entry, file)] : [])),
    ],
  };
}

/** An agent of unknown version gets only the rules for every version. */
function isInRange(version: string | null, range: string | undefined): boolean {
  if (range === undefined) return true;
  return version !== null && satisfies(version, range, { includePrerelease: true });
}

function partsFor(parts: ScreenParts, holds: (range: string | undefined) => boolean) {
  return {
    title: parts.title.filter((rule) => holds(rule.versions)),
    screen: parts.screen.filter((rule) => holds(rule.versions)),
    dialogs: parts.dialogs.filter((rule) => holds(rule.versions)),
  };
}

function listBuiltIn(agent: Agent, entry: RulesEntry | undefined, file: string): ListedAgent {
  return {
    provider: agent.provider,
    origin: {
      source: 'built in',
      line: null,
      versions: agent.versions ?? recordedVersions({ provider: agent.provider }),
    },
    isLaunchable: agent.launch !== undefined,
    rules: [...(entry ? listRules(entry, file) : []), ...recordedRulesOf(agent.provider)],
  };
}

function listDefined(entry: RulesEntry, file: string): ListedAgent {
  const definition = 'agent' in entry.part ? entry.part.agent : null;
  return {
    provider: entry.provider,
    origin: { source: file, line: entry.line, versions: definition?.versions ?? null },
    isLaunchable: definition?.launch !== undefined,
    rules: listRules(entry, file),
  };
}
