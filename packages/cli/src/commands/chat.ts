import { createProvider, type ProviderName, providerNames } from '@architect/llm/create-provider';
import type { LlmProvider } from '@architect/llm/provider';
import type { Command } from 'commander';
import { Option } from 'commander';
import { runChat } from '../chat/run-chat.ts';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { readAll } from '../read-all.ts';

interface ChatFlags {
  worker?: boolean;
  prompt?: string;
  provider?: ProviderName;
  model?: string;
  status?: boolean;
  listProviders?: boolean;
  json?: boolean;
}

/** `architect chat`: the built-in agent. */
export function addChat(program: Command, context: CommandContext): void {
  program
    .command('chat')
    .summary('the built-in agent: talk to a local model, or let it work in a tmux session')
    .description(
      'The built-in agent. It needs no AI program and no key: a local Ollama, or the offline demo.',
    )
    .option('--worker', 'for a tmux session: takes prompts from the queue (needs a terminal)')
    .option('-p, --prompt <text>', 'answer one prompt and end; - reads it from standard input')
    .addOption(new Option('--provider <name>', 'where answers come from').choices(providerNames))
    .option('--model <name>', 'model of the provider (default: OLLAMA_MODEL, else the first installed one)')
    .addOption(new Option('--session <name>', 'accepted for old scripts; tmux names the session').hideHelp())
    .option('--status', 'say which providers can answer now')
    .option('--list-providers', 'list the providers')
    .option('--json', 'print JSON (with --status, --list-providers, -p)')
    .addHelpText('after', examples)
    .action((flags: ChatFlags) => chat(flags, context));
}

const examples = `
Examples:
  architect chat                          talk in this terminal
  architect chat -p "What is a mutex?"    one answer on standard output
  architect chat --provider demo          without any model
  tmux new -d -s helper 'architect chat --worker --provider ollama'`;

async function chat(flags: ChatFlags, context: CommandContext): Promise<void> {
  if (flags.listProviders || flags.status) return listProviders(flags, context);
  const { stdin, stdout, env } = context;
  const provider = await chooseProvider(flags, context);
  const prompt = flags.prompt ?? (stdin.isTTY || flags.worker ? undefined : '-');
  if (prompt !== undefined) {
    return answerOnce(prompt === '-' ? await readAll(stdin) : prompt, provider, flags, context);
  }
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new CliError('usage', 'The chat needs a terminal. For one answer use: architect chat -p "…"');
  }
  const model = flags.model ?? (await provider.defaultModel());
  await runChat({ provider, model, stdin, stdout, hookDirectory: env.ARCHITECT_HOOK_DIR });
}

function build(name: ProviderName, { env }: CommandContext): LlmProvider {
  return createProvider(name, {
    pause,
    ...(env.OLLAMA_ENDPOINT ? { ollamaEndpoint: env.OLLAMA_ENDPOINT } : {}),
    ...(env.OLLAMA_MODEL ? { ollamaModel: env.OLLAMA_MODEL } : {}),
    ...(env.ARCHITECT_DEMO_WORD_MS ? { demoWordDelayMs: Number(env.ARCHITECT_DEMO_WORD_MS) } : {}),
  });
}

/** The named provider, else the first one that can answer now. */
async function chooseProvider(flags: ChatFlags, context: CommandContext): Promise<LlmProvider> {
  if (flags.provider) return build(flags.provider, context);
  for (const name of providerNames) {
    const provider = build(name, context);
    if ((await provider.status()).available) return provider;
  }
  throw new CliError('failed', 'No provider can answer. See: architect chat --status');
}

async function listProviders(flags: ChatFlags, context: CommandContext): Promise<void> {
  const { output } = context;
  const rows = await Promise.all(
    providerNames.map(async (name) => {
      const provider = build(name, context);
      const status = flags.status ? await provider.status() : null;
      return { name, summary: provider.summary, ...status };
    }),
  );
  if (flags.json) return output.json(rows);
  output.table(rows, [
    { title: 'PROVIDER', value: (row) => row.name },
    ...(flags.status
      ? [
          { title: 'CAN ANSWER', value: (row: (typeof rows)[number]) => (row.available ? 'yes' : 'no') },
          { title: 'DETAIL', value: (row: (typeof rows)[number]) => row.detail ?? '' },
          { title: 'MODELS', value: (row: (typeof rows)[number]) => row.models?.join(', ') ?? '' },
        ]
      : [{ title: 'WHAT', value: (row: (typeof rows)[number]) => row.summary }]),
  ]);
}

/** One answer on standard output. Commands are never allowed here: nobody is there to ask. */
async function answerOnce(
  prompt: string,
  provider: LlmProvider,
  flags: ChatFlags,
  { output, stdout }: CommandContext,
): Promise<void> {
  if (prompt.trim() === '') throw new CliError('usage', 'The prompt is empty.');
  const model = flags.model ?? (await provider.defaultModel());
  let answer = '';
  const stream = provider.chat({
    messages: [{ role: 'user', content: prompt }],
    model,
    askPermission: async (command) => {
      output.note(`not allowed without a person: ${command}`);
      return false;
    },
  });
  for await (const piece of stream) {
    answer += piece;
    if (!flags.json) stdout.write(piece);
  }
  if (flags.json) output.json({ provider: provider.name, model, answer });
  else if (!answer.endsWith('\n')) stdout.write('\n');
}

function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    function onAbort(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
