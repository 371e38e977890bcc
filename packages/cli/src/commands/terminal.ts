import type { Provider } from '@architect/contracts/providers';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { dataDirOf } from '../connect.ts';
import { readNumber } from '../read-number.ts';
import { createHistoryFile } from '../terminal/history-file.ts';
import { PromptBox } from '../terminal/prompt-box.ts';
import { queuePrompt } from '../terminal/queue-prompt.ts';
import { createRunLine } from '../terminal/run-line.ts';
import { runScript } from '../terminal/run-script.ts';
import { openFleet } from '../watch/fleet.ts';

interface TerminalFlags {
  send?: string;
  priority?: number;
  provider?: Provider;
  status?: boolean;
  sessions?: boolean;
  watch?: boolean;
  json?: boolean;
}

/** `architect terminal`: the session terminal. */
export function addTerminal(program: Command, context: CommandContext): void {
  program
    .command('terminal')
    .summary('a prompt box: queue prompts, ask about the fleet, see what happens')
    .description(
      'A prompt box in the terminal: lines queue prompts or ask about the fleet, notices tell what ends and who asks. ' +
        'Piped: one line after the other; the exit code is 1 when one failed.',
    )
    .option('--send <text>', 'queue one prompt and end')
    .option('-p, --priority <n>', 'of that prompt: 0 to 10, higher goes first', readNumber(0, 10))
    .option('--provider <name>', 'only this provider may take it')
    .option('-s, --status', 'print queue and problems, and end')
    .option('--sessions', 'print the sessions, and end')
    .option('--watch', 'only watch')
    .option('--json', 'print JSON (with --send, --status, --sessions)')
    .addOption(new Option('--poll-interval <s>', 'accepted for old scripts; changes are live').hideHelp())
    .addHelpText('after', examples)
    .action((flags: TerminalFlags) => terminal(flags, context));
}

const examples = `
Examples:
  architect terminal                         then type help
  architect terminal --send "Refactor the API" --priority 5
  echo "msto: what waits and why?" | architect terminal`;

async function terminal(flags: TerminalFlags, context: CommandContext): Promise<void> {
  const same = sameCommand(flags);
  if (same) {
    const words = flags.json && !flags.watch ? [...same, '--json'] : same;
    await (await context.wholeProgram()).parseAsync(words, { from: 'user' });
    return;
  }
  const server = await context.connect();
  if (flags.send !== undefined) {
    const { priority = null, provider = null } = flags;
    const line = { text: flags.send, priority, provider, session: null };
    return queuePrompt(line, { server, context, json: flags.json === true });
  }
  if (!context.stdin.isTTY || !context.output.isTty)
    return runScript(createRunLine({ server, context }), context);
  const history = createHistoryFile(dataDirOf(context.env));
  const fleet = await openFleet(server);
  const box = new PromptBox({ fleet, history, context });
  context.output.note(`Connected to ${server.url}. Type help, or os: and a prompt; quit leaves.`);
  if (fleet.interactions.size > 0) context.output.note('Agents ask; see: interactions');
  await box.run(createRunLine({ server, context, screen: box }));
}

/** The command that does what a flag asks for. */
function sameCommand(flags: TerminalFlags): string[] | null {
  if (flags.status) return ['status'];
  if (flags.sessions) return ['sessions', 'list'];
  return flags.watch ? ['watch'] : null;
}
