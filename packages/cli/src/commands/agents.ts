import { createInterface } from 'node:readline/promises';
import { agentEndpoints } from '@architect/contracts/agents';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { followPrompt } from '../follow-prompt.ts';
import { readNumber } from '../read-number.ts';
import { addAgentLives } from './agent-lives.ts';
import { addAgentRules } from './agent-rules.ts';
import { addRecordScreens } from './record-screens.ts';
import { readContent, showEnd } from './send.ts';
import { sessionColumns, stateOption } from './sessions.ts';

interface Json {
  json?: boolean;
}

interface SendFlags extends Json {
  priority?: number;
  wait?: boolean;
}

interface BroadcastFlags extends Json {
  priority?: number;
  yes?: boolean;
}

/** `architect agents`: the sessions that run an AI program, and messages to them. */
export function addAgents(program: Command, context: CommandContext): void {
  const agents = program
    .command('agents')
    .description('sessions that run an AI program, and messages to them')
    .addHelpText('after', examples);
  agents
    .command('list', { isDefault: true })
    .description('every agent and its state')
    .addOption(stateOption())
    .option('--provider <name>', 'only of this program')
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  addAgentLives(agents, context);
  const on = (name: string, description: string) =>
    agents
      .command(name)
      .description(description)
      .option('--priority <n>', '0 to 10, higher goes first (default 5)', readNumber(0, 10))
      .option('--json', 'print JSON');
  on('send', 'message one agent; it gets the message when it is idle')
    .argument('<session>', 'the session it runs in')
    .argument('[text...]', 'the message; - or nothing reads standard input')
    .option('--wait', 'show the steps, print the answer, fail when it fails')
    .action((session: string, words: string[], flags: SendFlags) => send(session, words, flags, context));
  on('broadcast', 'message every agent, each when it is idle')
    .argument('[text...]', 'the message; - or nothing reads standard input')
    .option('-y, --yes', 'do not ask first')
    .action((words: string[], flags: BroadcastFlags) => broadcast(words, flags, context));
  addAgentRules(agents, context);
  addRecordScreens(agents, context);
}

const examples = `
Examples:
  architect agents
  architect agents create ada --repo ~/src/shop --role-prompt "You review."
  architect agents end ada
  architect agents send web "Commit what you have" --wait
  architect agents broadcast "Stop after the present task" --yes`;

interface ListFlags extends Json {
  state?: string;
  provider?: string;
}

async function list({ state, provider, json }: ListFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const { data } = await server.call(agentEndpoints.listAgents, { query: { state, provider } });
  if (json) return context.output.json(data);
  if (data.length === 0 && (state || provider)) return context.output.note('There are no such agents.');
  if (data.length === 0) return context.output.note('No agents. Start one: architect agents create NAME');
  context.output.table(data, sessionColumns(context));
}

async function send(
  session: string,
  words: string[],
  flags: SendFlags,
  context: CommandContext,
): Promise<void> {
  const message = await readContent(words, 'architect agents send web "what to do"', context);
  const server = await context.connect();
  const { output } = context;
  const queue = async () =>
    (
      await server.call(agentEndpoints.sendToAgent, {
        body: { session, message, priority: flags.priority },
      })
    ).data;
  if (flags.wait) {
    const prompt = await followPrompt({ server, start: queue, note: output.note, colors: output.colors });
    return showEnd(prompt, flags, context);
  }
  const prompt = await queue();
  if (flags.json) return output.json(prompt);
  output.line(`Queued for ${session} as prompt ${prompt.id}.`);
  if (prompt.waiting_reason) output.note(`waiting: ${prompt.waiting_reason}`);
}

async function broadcast(words: string[], flags: BroadcastFlags, context: CommandContext): Promise<void> {
  const { output, stdin, setExitCode } = context;
  const message = await readContent(words, 'architect agents broadcast "what to do"', context);
  const server = await context.connect();
  if (!flags.yes && stdin.isTTY && !(await isWanted(server, context))) {
    output.note('Nothing is sent.');
    return setExitCode(exitCodes.failed);
  }
  const { data, sent_to } = await server.call(agentEndpoints.broadcastToAgents, {
    body: { message, priority: flags.priority },
  });
  if (sent_to.length === 0) setExitCode(exitCodes.failed);
  if (flags.json) return output.json(data);
  if (sent_to.length === 0) return output.note('No agent runs: nothing is sent.');
  for (const prompt of data) output.line(`Queued for ${prompt.target_session} as prompt ${prompt.id}.`);
}

/** Asks the person at the terminal; no answer is no. */
async function isWanted(server: Server, { stdin, stdout }: CommandContext): Promise<boolean> {
  const { data } = await server.call(agentEndpoints.listAgents);
  if (data.length === 0) return true;
  const names = data.map((agent) => agent.name).join(', ');
  const question = createInterface({ input: stdin, output: stdout });
  const answer = new Promise<string>((resolve, reject) => {
    question.once('close', () => resolve(''));
    question.question(`Send to ${data.length} agents (${names})? [y/N] `).then(resolve, reject);
  });
  try {
    return /^y(es)?$/i.test((await answer).trim());
  } finally {
    question.close();
  }
}
