import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { changeFiles, showChange } from '../hooks/change-files.ts';
import { type HookAgent, hookAgents } from '../hooks/hook-files.ts';
import { hookStatus } from '../hooks/hook-status.ts';
import { placesOf } from '../hooks/places-of.ts';
import { planInstall, planRemove } from '../hooks/plan-hooks.ts';
import { ageOf } from '../show-times.ts';

interface Flags {
  agent?: HookAgent;
  project?: string;
  user?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `architect hooks`: hooks in the agents' own settings, for sessions that a person starts by hand. */
export function addHooks(program: Command, context: CommandContext): void {
  const hooks = program
    .command('hooks')
    .summary('agents in sessions started by hand tell what they do')
    .description(
      'Installs hooks into the settings of Claude Code, Codex and Gemini CLI. Sessions that the dashboard starts have them already; those of Gemini CLI 0.61 only where root alone can write the data directory.',
    )
    .addHelpText('after', examples);
  const place = (command: Command) =>
    command
      .addOption(new Option('--agent <agent>', 'one agent; default: all').choices([...hookAgents]))
      .option('--project <dir>', "this project's settings instead of your own")
      .addOption(new Option('--user', 'your own settings (the default)').conflicts('project'))
      .option('--json', 'print JSON');
  const dryRun = 'show what would change, and change nothing';
  place(hooks.command('install').description('add our hooks; a backup of each file is kept beside it'))
    .option('--dry-run', dryRun)
    .action((flags: Flags) => change(planInstall, flags, context));
  place(hooks.command('remove').description('take our hooks out again'))
    .option('--dry-run', dryRun)
    .action((flags: Flags) => change(planRemove, flags, context));
  place(
    hooks
      .command('status', { isDefault: true })
      .description('where hooks are installed, and when they spoke'),
  ).action((flags: Flags) => status(flags, context));
}

const examples = `
Examples:
  architect hooks install --dry-run          see the changes first
  architect hooks install --agent claude     in ~/.claude/settings.json
  architect hooks remove`;

async function change(
  plan: typeof planInstall,
  flags: Flags,
  { env, output }: CommandContext,
): Promise<void> {
  const changes = (await Promise.all(placesOf(flags, env).map(plan))).flat();
  if (!flags.dryRun) await changeFiles(changes);
  if (flags.json) return output.json({ dry_run: flags.dryRun === true, changes });
  if (changes.length === 0) return output.line('Nothing to change.');
  for (const one of changes) {
    output.line(`${flags.dryRun ? 'would change' : 'changed'} ${one.path}`);
    if (flags.dryRun) output.line(showChange(one));
  }
  if (!flags.dryRun) output.line('Agents read this when they start: restart the ones that run.');
}

async function status(flags: Flags, { env, output, now }: CommandContext): Promise<void> {
  const rows = await Promise.all(placesOf(flags, env).map(hookStatus));
  if (flags.json) return output.json(rows);
  output.table(rows, [
    { title: 'AGENT', value: (row) => row.agent },
    { title: 'HOOKS', value: (row) => row.state },
    { title: 'FOR', value: (row) => (row.needed_by_ours ? 'all sessions' : 'sessions by hand') },
    { title: 'FILE', value: (row) => row.path },
    { title: 'VERSION', value: (row) => row.version ?? 'not installed' },
    {
      title: 'LAST EVENT',
      value: (row) => (row.last_event_at ? `${ageOf(row.last_event_at, now())} ago` : 'never'),
    },
  ]);
}
