import { interactionEndpoints } from '@architect/contracts/interactions';
import { promptEndpoints, type TaskHealth } from '@architect/contracts/prompts';
import { systemEndpoints } from '@architect/contracts/system';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { shortLine } from '../output.ts';
import { ageOf, spanOf } from '../show-times.ts';

/** `architect status`: one look at queue and server. */
export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .description('queue figures, why prompts wait, and what needs a person')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  architect status --json | jq .queue.counts')
    .action((flags: { json?: boolean }) => status(flags, context));
}

async function status(flags: { json?: boolean }, { connect, output, now }: CommandContext): Promise<void> {
  const server = await connect();
  const [health, queue, problems, decisions] = await Promise.all([
    server.call(systemEndpoints.getHealth),
    server.call(promptEndpoints.assignerStatus),
    server.call(promptEndpoints.tasksHealth),
    server.call(interactionEndpoints.listInteractions, {
      query: { status: 'pending', sort: 'id', per_page: 200 },
    }),
  ]);
  if (flags.json)
    return output.json({ health, queue: queue.data, problems: problems.data, decisions: decisions.data });
  const { data } = queue;
  const tmux = health.tmux_note ? `${health.tmux} (${health.tmux_note})` : health.tmux;
  output.line(`${server.url}  ${health.status}, up ${spanOf(health.uptime_seconds)}, tmux ${tmux}`);
  output.line(`sessions  ${data.deliverable_sessions} of ${data.sessions} ready for a prompt`);
  output.line(
    `prompts   ${Object.entries(data.counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  );
  for (const { reason, count } of data.waiting) output.line(`waiting   ${count}: ${reason}`);
  for (const one of decisions.data)
    output.line(
      `decide    ${one.session}, for ${ageOf(one.created_at, now())}: ${one.kind} ${shortLine(one.subject || one.question, 120)} → architect interactions show ${one.id}`,
    );
  const told = new Set(decisions.data.map(({ session }) => session));
  for (const problem of problems.data.filter((one) => !isTold(one, told)))
    output.line(`${problem.problem.padEnd(9)} ${problem.detail} → ${problem.remedy}`);
}

/** The lines above say it already: why prompts wait, and what waits for a decision. */
function isTold({ problem, session }: TaskHealth, deciding: ReadonlySet<string>): boolean {
  return problem === 'waiting' || (problem === 'blocked' && session !== null && deciding.has(session));
}
