import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { checkHookHealth } from '../doctor/check-hooks.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import type { Finding } from '../doctor/finding.ts';
import { exitCodes } from '../exit-codes.ts';

/** `architect doctor`: what is missing on this machine. */
export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .summary('check this machine and say what to do')
    .description(
      'Checks Node, tmux, git, port, data directory, agent programs, their hooks, and whether the sessions that run are heard through them. Fails when something blocks.',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  architect doctor')
    .action((flags: { json?: boolean }) => doctor(flags, context));
}

async function doctor(flags: { json?: boolean }, context: CommandContext): Promise<void> {
  const { output, setExitCode } = context;
  const findings = [...(await checkMachine(context.env)), ...(await checkSessions(context))];
  const blocking = findings.filter((finding) => finding.level === 'blocks');
  if (flags.json) output.json({ ok: blocking.length === 0, findings });
  else for (const finding of findings) showFinding(finding, context);
  if (blocking.length > 0) setExitCode(exitCodes.failed);
}

/** Without a server there are no sessions to ask about, and that is not this machine's fault. */
async function checkSessions(context: CommandContext): Promise<Finding[]> {
  const server = await context.connect().catch(() => null);
  if (server === null) return [];
  return checkHookHealth(server).catch((error: unknown) => [
    {
      subject: 'hook health',
      level: 'warning' as const,
      detail: `the server did not tell: ${error instanceof Error ? error.message : error}`,
      remedy: 'architect status',
    },
  ]);
}

function showFinding({ level, subject, detail, remedy }: Finding, { output }: CommandContext): void {
  const { green, yellow, red, dim } = output.colors;
  const marks = { ok: green('✓'), absent: dim('–'), warning: yellow('!'), blocks: red('✗') };
  output.line(`${marks[level]} ${subject.padEnd(15)} ${detail}`);
  if (remedy) output.line(`  ${' '.repeat(15)} ${level === 'absent' ? dim(`→ ${remedy}`) : `→ ${remedy}`}`);
}
