import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, ok } from './finding.ts';

/** A person's `agents.yaml` in the data directory: right, absent, or what is wrong and where. */
export async function checkAgentRules(dataDir: string): Promise<Finding> {
  const subject = 'agent rules';
  const file = join(dataDir, 'agents.yaml');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    return error;
  });
  if (text === null)
    return {
      subject,
      level: 'absent',
      detail: 'none of your own',
      remedy: `to write some: config/agents.yaml`,
    };
  const remedy = `correct ${file}; the last good rules stay in force until then`;
  if (text instanceof Error) return { subject, level: 'warning', detail: text.message, remedy };
  const [{ createAgentBook }, { readRulesFile }, { describeFault }] = await Promise.all([
    import('@architect/node/agents/agent-book'),
    import('@architect/node/agents/user-rules/read-rules-file'),
    import('@architect/node/agents/rules-file'),
  ]);
  const read = readRulesFile(text, createAgentBook({ now: Date.now }).builtIn);
  if (read.ok) return ok(subject, read.entries.map((entry) => entry.provider).join(', ') || 'an empty file');
  return { subject, level: 'warning', detail: read.faults.map(describeFault).join('; '), remedy };
}
