import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addRecordCommands } from '../records/add-record-commands.ts';
import { bugWords } from '../records/record-kinds.ts';

/** `architect bugs`: what does not work as it should. */
export function addBugs(program: Command, context: CommandContext): void {
  addRecordCommands(program, bugWords, {
    description: 'bugs, from the report to their resolution',
    examples,
    context,
  });
}

const examples = `  architect bugs --severity critical --sort -priority
  architect bugs create "Login fails" --project shop --severity high --labels login,ui
  architect bugs show 7
  architect bugs comment 7 "Seen again since Monday"
  architect bugs link 7 https://git.example/shop/pull/12
  architect bugs assign 7 --queue
  architect bugs status 7 resolved
  architect bugs import bugs.csv --dry-run`;
