import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addRecordCommands } from '../records/add-record-commands.ts';
import { projectWords } from '../records/record-kinds.ts';

/** `architect projects`: what everything else belongs to. */
export function addProjects(program: Command, context: CommandContext): void {
  addRecordCommands(program, projectWords, {
    description: 'projects and the work that is open in them',
    examples,
    context,
  });
}

const examples = `  architect projects
  architect projects create shop --source-path /srv/shop --priority high
  architect projects edit 3 --add-label backend
  architect projects delete 3                      archives it; restore brings it back`;
