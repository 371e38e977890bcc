import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addMilestonesScan } from './milestones-scan.ts';

/** `architect milestones`: groups of features and bugs with a day they are due. */
export function addMilestones(program: Command, context: CommandContext): void {
  const milestones = program
    .command('milestones')
    .description('Groups of features and bugs with a day they are due.');
  addMilestonesScan(milestones, context);
}
