import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { openFleet } from '../watch/fleet.ts';
import { showFleet } from '../watch/show-fleet.ts';
import { tellFleet } from '../watch/tell-fleet.ts';

/** `architect watch`: sessions and prompts, live. */
export function addWatch(program: Command, context: CommandContext): void {
  program
    .command('watch')
    .summary('sessions and prompts, live')
    .description(
      'Sessions, open prompts and what waits for you, live. q ends it. Piped: one line for each change.',
    )
    .addHelpText('after', '\nExamples:\n  architect watch\n  architect watch | grep blocked')
    .action(() => watch(context));
}

async function watch(context: CommandContext): Promise<void> {
  const server = await context.connect();
  if (context.stdin.isTTY && context.output.isTty) return showFleet(await openFleet(server), server, context);
  return tellFleet(server, context);
}
