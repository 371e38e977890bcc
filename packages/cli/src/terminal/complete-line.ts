import { providers } from '@architect/contracts/providers';
import type { Fleet } from '../watch/fleet.ts';
import { commandWords } from './run-line.ts';

/** What the Tab key offers: candidates for the last part of the line, and that part, as node:readline wants it. */
export function completeLine(
  line: string,
  fleet: Pick<Fleet, 'sessions' | 'prompts' | 'interactions'>,
): [string[], string] {
  const qualifier = /^\s*(?:os|sta):(?:\S*:)?([^\s:]*)$/i.exec(line);
  const part = qualifier?.[1] ?? /\S*$/.exec(line)?.[0] ?? '';
  const candidates = qualifier
    ? qualifiers(fleet)
    : wordsAfter(line.slice(0, line.length - part.length), fleet);
  return [candidates.filter((word) => word.startsWith(part)).sort(), part];
}

function qualifiers({ sessions }: Pick<Fleet, 'sessions'>): string[] {
  const agents = [...sessions.values()].map(({ provider }) => provider);
  const names = new Set([...providers, ...agents.filter((name) => name !== 'shell' && name !== 'unknown')]);
  return [...[...names].map((name) => `${name}: `), ...[...sessions.keys()].map((name) => `@${name}: `)];
}

function wordsAfter(before: string, fleet: Pick<Fleet, 'sessions' | 'prompts' | 'interactions'>): string[] {
  const first = before.trim().split(/\s+/)[0]?.toLowerCase() ?? '';
  switch (first) {
    case '':
      return ['os: ', 'sta: ', 'msto: ', ...commandWords];
    case 'approve':
    case 'deny':
    case 'answer':
    case 'interactions':
      return [...fleet.interactions.keys()].map(String);
    case 'prompts':
      return [...fleet.prompts.keys()].map(String);
    default:
      // A session's name helps in a prompt, a question and `sessions` alike.
      return [...fleet.sessions.keys()];
  }
}
