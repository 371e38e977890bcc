import { promptEndpoints } from '@architect/contracts/prompts';
import { systemEndpoints } from '@architect/contracts/system';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { spanOf } from '../show-times.ts';

/** `architect status`: one look at queue and server. */
export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .description('queue figures, why prompts wait, and what needs a person')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  architect status --json | jq .queue.counts')
    .action((flags: { json?: boolean }) => status(flags, context));
}

async function status(flags: { json?: boolean }, { connect, output }: CommandContext): Promise<void> {
  const server = await connect();
  const [health, queue, problems] = await Promise.all([
    server.call(systemEndpoints.getHealth),
    server.call(promptEndpoints.assignerStatus),
    server.call(promptEndpoints.tasksHealth),
  ]);
  if (flags.json) return output.json({ health, queue: queue.data, problems: problems.data });
  const { data } = queue;
  output.line(`${server.url}  ${health.status}, up ${spanOf(health.uptime_seconds)}, tmux ${health.tmux}`);
  output.line(`sessions  ${data.deliverable_sessions} of ${data.sessions} ready for a prompt`);
  output.line(
    `prompts   ${Object.entries(data.counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  );
  for (const { reason, count } of data.waiting) output.line(`waiting   ${count}: ${reason}`);
  for (const problem of problems.data)
    output.line(`${problem.problem}  ${problem.detail} → ${problem.remedy}`);
}
