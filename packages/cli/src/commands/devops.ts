import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addRecordCommands } from '../records/add-record-commands.ts';
import { devopsWords } from '../records/record-kinds.ts';

/** `architect devops`: maintenance and automation. */
export function addDevops(program: Command, context: CommandContext): void {
  addRecordCommands(program, devopsWords, {
    description: 'devops tasks: maintenance and automation that belongs to no feature',
    examples,
    context,
  });
}

const examples = `  architect devops --status open --sort due_date
  architect devops create "Renew the certificate" --task-type security --due-date 2026-12-01
  architect devops status 4 completed`;
