import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addRecordCommands } from '../records/add-record-commands.ts';
import { projectWords } from '../records/record-kinds.ts';
import { addProjectsScan } from './projects-scan.ts';

/** `architect projects`: what everything else belongs to. */
export function addProjects(program: Command, context: CommandContext): void {
  const projects = addRecordCommands(program, projectWords, {
    description: 'projects and the work that is open in them',
    examples,
    context,
  });
  addProjectsScan(projects, context);
}

const examples = `  architect projects
  architect projects create shop --source-path /srv/shop --priority high
  architect projects edit 3 --add-label backend
  architect projects scan ~/code --import
  architect projects delete 3                      archives it; restore brings it back`;
