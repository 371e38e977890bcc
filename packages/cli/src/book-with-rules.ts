import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentBook, createAgentBook } from '@architect/node/agents/agent-book';
import { describeFault } from '@architect/node/agents/rules-file';
import { readRulesFile } from '@architect/node/agents/user-rules/read-rules-file';
import { dataDirOf } from './connect.ts';
import { CliError } from './exit-codes.ts';

/**
 * The agents that count on this machine: the built-in ones with the rules of this file, or of the agents.yaml in the
 * data directory where there is one.
 * @throws CliError when the file is not there or has a fault
 */
export async function bookWithRules(
  file: string | null,
  env: Record<string, string | undefined>,
): Promise<AgentBook> {
  const book = createAgentBook({ now: Date.now });
  const path = file ?? join(dataDirOf(env), 'agents.yaml');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && file === null) return '';
    throw new CliError('failed', `${path} cannot be read: ${error.message}`);
  });
  const read = readRulesFile(text, book.builtIn);
  if (!read.ok) throw new CliError('failed', `${path}: ${read.faults.map(describeFault).join('; ')}`);
  book.use(read.entries, path);
  return book;
}
