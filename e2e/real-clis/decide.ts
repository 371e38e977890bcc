import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { type PatternKind, patternEndpoints } from '@architect/contracts/patterns';
import { until } from '../support/until.ts';
import type { CliStage } from './start-stage.ts';

const kinds: PatternKind[] = ['bash', 'edit', 'write', 'read', 'web', 'mcp'];

/** Switches automatic answers on, with a rule per kind that approves or denies by the word in the subject. */
export async function switchPolicyOn({ server }: CliStage): Promise<void> {
  for (const kind of kinds) {
    const rules = [
      { kind, pattern_regex: '.*policy-approves.*', action: 'approve' as const },
      { kind, pattern_regex: '.*policy-denies.*', action: 'deny' as const },
    ];
    for (const body of rules) await server.call(patternEndpoints.createPattern, { body });
  }
  // 3 seconds: what nobody decides is escalated while the test looks on.
  const body = { mode: 'on' as const, escalation: 'notify' as const, escalate_after_minutes: 0.05 };
  await server.call(patternEndpoints.changePolicy, { body });
}

/** The newest interaction of this prompt once `check` holds for it. */
export function interactionWhere(
  { server, terminal }: CliStage,
  promptId: number,
  what: string,
  check: (interaction: Interaction) => boolean,
): Promise<Interaction> {
  const newest = async () => {
    const query = { page: 1, per_page: 1, prompt_id: promptId, sort: '-id' };
    return (await server.call(interactionEndpoints.listInteractions, { query })).data[0];
  };
  return until(
    `the dialog of prompt ${promptId} ${what}`,
    async () => {
      const found = await newest();
      return found && check(found) && found;
    },
    { timeoutMs: 60_000, seen: async () => [await newest(), await allScreens(terminal)] },
  );
}

async function allScreens(terminal: CliStage['terminal']): Promise<string[]> {
  const names = await terminal.tmux('list-panes', '-a', '-F', '#{session_name}');
  return Promise.all(
    names
      .split('\n')
      .filter((name) => name && !name.startsWith('_'))
      .map((name) => terminal.screen(name)),
  );
}

/** Text of a file in the project; null when there is none. */
export async function textIn({ project }: CliStage, file: string): Promise<string | null> {
  try {
    return await readFile(join(project, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
