import { resolve } from 'node:path';
import type { RequestOf } from '@architect/contracts/endpoint';
import { type Prompt, promptEndpoints } from '@architect/contracts/prompts';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { followPrompt } from '../follow-prompt.ts';
import { readAll } from '../read-all.ts';
import { readId, readList, readNumber } from '../read-number.ts';

interface SendFlags {
  priority?: number;
  target?: string;
  provider?: string;
  providers?: string[];
  fallback?: string[];
  allowFallback?: boolean;
  sharedDirectory?: boolean;
  timeout?: number;
  maxRetries?: number;
  dependsOn?: number[];
  key?: string;
  requireTarget?: boolean;
  headless?: boolean;
  terminal?: boolean;
  dir?: string;
  wait?: boolean;
  json?: boolean;
}

/** `architect send`: queue a prompt. */
export function addSend(program: Command, context: CommandContext): void {
  program
    .command('send')
    .summary('queue a prompt for an agent')
    .description('Queues a prompt. It is delivered to an idle agent exactly once, or waits and says why.')
    .argument('[text...]', 'the prompt; - or nothing reads standard input')
    .option('--priority <n>', '0 to 10, higher goes first', readNumber(0, 10))
    .option('--target <session>', 'only this session may take it')
    .option('--provider <name>', 'only this provider may take it')
    .option('--providers <list>', 'providers that may take it, best first: codex,claude', readList)
    .option('--fallback <list>', 'providers to try after those', readList)
    .option('--allow-fallback', 'any provider may take it when the preferred ones cannot')
    .option('--shared-directory', 'it may work in a directory where another agent works')
    .option(
      '--timeout <minutes>',
      'give up after so many minutes of work (default 30)',
      readNumber(0.01, 10_080),
    )
    .option('--max-retries <n>', 'deliveries to repeat when nothing was typed (default 3)', readNumber(0, 20))
    .option('--depends-on <ids>', 'wait until these prompts are completed: 4,7', (text) =>
      readList(text).map(readId),
    )
    .option('--key <text>', 'idempotency key: the same key never queues a second prompt')
    .option('--require-target', 'fail when the target session does not exist')
    .option('--headless', 'only an agent without a terminal; one is started when none is free')
    .option('--terminal', 'only an agent in a tmux session')
    .option('--dir <path>', 'where a headless agent is to work (here)')
    .option('--wait', 'show the steps, print the answer, fail when the prompt fails')
    .addOption(new Option('--json', 'print the prompt as JSON'))
    .addHelpText('after', examples)
    .action((words: string[], flags: SendFlags) => send(words, flags, context));
}

const examples = `
Examples:
  architect send "Fix the bug in login.py"
  architect send "Urgent fix" --priority 9 --target web --wait
  git diff | architect send - --provider codex --timeout 60
  architect send "Deploy" --depends-on 12,13
  architect send "Write the tests" --headless --provider claude --dir ~/src/shop --wait`;

async function send(words: string[], flags: SendFlags, context: CommandContext): Promise<void> {
  const content = await readContent(words, 'architect send "what to do"', context);
  const server = await context.connect();
  if (flags.wait) return sendAndWait(content, flags, server, context);
  const reply = await queue(content, flags, server);
  if (flags.json) return context.output.json(reply.data);
  const { output } = context;
  output.line(
    reply.duplicate
      ? `Prompt ${reply.prompt_id} has this key already.`
      : `Queued as prompt ${reply.prompt_id}.`,
  );
  for (const change of reply.adjusted) output.note(`adjusted: ${change}`);
  if (reply.data.waiting_reason) output.note(`waiting: ${reply.data.waiting_reason}`);
}

/** The text of a prompt: the words, or standard input. @throws CliError when it is empty, with the example */
export async function readContent(
  words: string[],
  example: string,
  { stdin }: Pick<CommandContext, 'stdin'>,
): Promise<string> {
  const fromStdin = words.length === 0 ? !stdin.isTTY : words.length === 1 && words[0] === '-';
  const content = fromStdin ? await readAll(stdin) : words.join(' ');
  if (content.trim() === '') throw new CliError('usage', `The prompt is empty. Try: ${example}`);
  return content;
}

function queue(content: string, flags: SendFlags, server: Server) {
  return server.call(promptEndpoints.sendPrompt, { body: bodyOf(content, flags) });
}

type SendBody = NonNullable<RequestOf<typeof promptEndpoints.sendPrompt>['body']>;

function bodyOf(content: string, flags: SendFlags): SendBody {
  // Provider names are whatever the person typed: the server refuses unknown ones and names those there are.
  const names = flags as Pick<SendBody, 'providers' | 'fallback'> & {
    provider?: SendBody['target_provider'];
  };
  return {
    content,
    priority: flags.priority,
    target_session: flags.target,
    target_provider: names.provider,
    providers: names.providers,
    fallback: names.fallback,
    allow_fallback: flags.allowFallback,
    allow_shared_directory: flags.sharedDirectory,
    timeout_minutes: flags.timeout,
    max_retries: flags.maxRetries,
    depends_on: flags.dependsOn,
    idempotency_key: flags.key,
    require_target: flags.requireTarget,
    ...modeOf(flags),
  };
}

/** A headless agent works where the person stands, unless told otherwise. */
function modeOf({ headless, terminal, dir }: SendFlags): Pick<SendBody, 'mode' | 'metadata'> {
  if (headless && terminal) throw new CliError('usage', 'Say --headless or --terminal, not both.');
  if (terminal) return { mode: 'terminal' };
  if (!headless) return {};
  return { mode: 'headless', metadata: { working_dir: resolve(dir ?? '.') } };
}

async function sendAndWait(
  content: string,
  flags: SendFlags,
  server: Server,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const prompt = await followPrompt({
    server,
    start: async () => (await queue(content, flags, server)).data,
    note: output.note,
    colors: output.colors,
  });
  showEnd(prompt, flags, context);
}

/** How a prompt ended: the answer alone on standard output; the exit code tells a failure. */
export function showEnd(prompt: Prompt, flags: { json?: boolean }, context: CommandContext): void {
  const { output } = context;
  if (prompt.status !== 'completed') context.setExitCode(exitCodes.failed);
  if (flags.json) return output.json(prompt);
  if (prompt.response !== null) output.line(prompt.response);
  if (prompt.status === 'completed') {
    if (prompt.response === null) output.note('Completed without a text answer.');
    return;
  }
  output.note(
    `Prompt ${prompt.id} ${prompt.status}: ${prompt.error ?? prompt.error_code ?? 'no reason given'}`,
  );
}
