import { assignmentEndpoints, type WorkKind } from '@architect/contracts/assignments';
import type { Provider } from '@architect/contracts/providers';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { readAll } from '../read-all.ts';
import { readId, readNumber } from '../read-number.ts';
import { plainText } from './plain-text.ts';

interface AssignFlags {
  session?: string;
  provider?: Provider;
  queue?: boolean;
  message?: string;
  priority?: number;
  timeout?: number;
  preview?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `assign` and `release`, for records that agents work on. */
export function addAssign(
  command: Command,
  { kind, one }: { kind: WorkKind; one: string },
  context: CommandContext,
): void {
  command
    .command('assign')
    .description(`give a ${one} to an agent: its work order becomes a prompt`)
    .argument('<id>', `number of the ${one}`, readId)
    .addOption(new Option('--session <name>', 'the agent of this session').conflicts(['provider', 'queue']))
    .addOption(new Option('--provider <name>', 'any agent of this kind').conflicts('queue'))
    .option('--queue', 'any agent at all')
    .option('--message <text>', 'instead of the work order; - reads it from standard input')
    .option('--priority <n>', 'of the prompt, 0 to 10', readNumber(0, 10))
    .option('--timeout <minutes>', 'for the answer', readNumber(1, 10_080))
    .option('--preview', 'only print the work order')
    .option('--force', 'although somebody works on it, or nothing is left to do')
    .option('--json', 'print JSON')
    .action((id: number, flags: AssignFlags) => assign({ kind, id }, flags, context));
  command
    .command('release')
    .description('take it back from the agent: its prompt is cancelled')
    .argument('<id>', `number of the ${one}`, readId)
    .option('--json', 'print JSON')
    .action(async (id: number, { json }: { json?: boolean }) => {
      const params = { kind, id };
      const { data } = await (await context.connect()).call(assignmentEndpoints.releaseRecord, { params });
      if (json) context.output.json(data);
      else context.output.line(`Prompt ${data.prompt_id} is cancelled; the ${one} stays as it is.`);
    });
}

async function assign(
  params: { kind: WorkKind; id: number },
  flags: AssignFlags,
  context: CommandContext,
): Promise<void> {
  const server = await context.connect();
  const { output } = context;
  const { session, priority, force } = flags;
  if (flags.preview) {
    const { data } = await server.call(assignmentEndpoints.previewWorkOrder, { params, body: { session } });
    return flags.json ? output.json(data) : output.line(plainText(data.message));
  }
  if (!session && !flags.provider && !flags.queue)
    throw new CliError('usage', 'Say who gets it: --session NAME, --provider NAME or --queue.');
  const message = flags.message === '-' ? await readAll(context.stdin) : flags.message;
  const queue = flags.queue || undefined;
  const body = {
    session,
    provider: flags.provider,
    queue,
    message,
    priority,
    force,
    timeout_minutes: flags.timeout,
  };
  const { data, prompt_id } = await server.call(assignmentEndpoints.assignRecord, { params, body });
  if (flags.json) return output.json(data);
  output.line(`Prompt ${prompt_id} carries it to ${session ?? flags.provider ?? 'any agent'}.`);
  output.note(`architect prompts show ${prompt_id} follows it.`);
}
