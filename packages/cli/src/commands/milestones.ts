import { milestoneEndpoints } from '@architect/contracts/milestones';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { readId } from '../read-number.ts';
import { addRecordCommands } from '../records/add-record-commands.ts';
import { plainText } from '../records/plain-text.ts';
import { milestoneWords } from '../records/record-kinds.ts';
import { addMilestonesScan } from './milestones-scan.ts';

/** `architect milestones`: groups of features and bugs with a day they are due. */
export function addMilestones(program: Command, context: CommandContext): void {
  const milestones = addRecordCommands(program, milestoneWords, {
    description: 'groups of features and bugs with a day they are due',
    examples,
    context,
  });
  milestones
    .command('notes')
    .description('release notes in Markdown, from what is completed')
    .argument('<id>', 'number of the milestone', readId)
    .action(async (id: number) => {
      const server = await context.connect();
      const { data } = await server.call(milestoneEndpoints.milestoneReleaseNotes, { params: { id } });
      context.output.line(plainText(data.markdown).trimEnd());
    });
  addMilestonesScan(milestones, context);
}

const examples = `  architect milestones --project shop --sort target_date
  architect milestones create "1.0" --project shop --target-date 2026-12-01
  architect milestones notes 4 > RELEASE.md
  architect milestones scan --project shop --dry-run`;
