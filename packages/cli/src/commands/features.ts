import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addRecordCommands } from '../records/add-record-commands.ts';
import { featureWords } from '../records/record-kinds.ts';

/** `architect features`: what a project will be able to do. */
export function addFeatures(program: Command, context: CommandContext): void {
  addRecordCommands(program, featureWords, {
    description: 'features, from the first idea to their completion',
    examples,
    context,
  });
}

const examples = `  architect features --project shop --status spec,in_progress --sort -priority
  architect features create "Search by name" --project shop --priority high --spec - < spec.md
  architect features create --project shop         opens your editor
  architect features status 12 in_progress
  architect features assign 12 --session web
  architect features relate 12 blocks 13
  architect features export --project shop --format json --output features.json`;
