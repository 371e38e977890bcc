import { agentRuleEndpoints } from '@architect/contracts/agent-rules';
import { providers } from '@architect/contracts/providers';
import { namesTarget, readTerminalLine, type TerminalLine } from '@architect/contracts/terminal-line';
import { terminalLineEndpoints } from '@architect/contracts/terminal-lines';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import { CliError } from '../exit-codes.ts';
import { queuePrompt } from './queue-prompt.ts';

/** Does what one line says. `end`: the person wants to leave. @throws what the line failed with */
export type RunLine = (line: string) => Promise<'more' | 'end'>;

export interface RunLineOptions {
  server: Server;
  context: CommandContext;
  /** What only a terminal can do; absent where lines come from a script. */
  screen?: { clear(): void; watch(isOn: boolean): void };
}

export function createRunLine(options: RunLineOptions): RunLine {
  return async (line) => {
    const known = namesTarget(line) ? await knownProviders(options.server) : undefined;
    const meaning = readTerminalLine(line, known);
    switch (meaning.kind) {
      case 'empty':
        return 'more';
      case 'fault':
        throw new CliError('usage', meaning.message);
      case 'prompt':
        await queuePrompt(meaning, options);
        return 'more';
      case 'question':
        await answer(meaning.text, options);
        return 'more';
      case 'command':
        return runCommand(meaning, options);
    }
  };
}

/** Agents that a person has defined on a node count as well. */
async function knownProviders(server: Server): Promise<string[]> {
  const { data } = await server.call(agentRuleEndpoints.listAgentRules);
  return [...providers, ...data.flatMap(({ agents }) => agents.map(({ provider }) => provider))];
}

/** First words of the lines that are no prompt, as `help` and the Tab key know them. */
export const commandWords = [
  'status',
  'sessions',
  'agents',
  'prompts',
  'interactions',
  'approve',
  'deny',
  'answer',
  'watch',
  'clear',
  'help',
  'quit',
] as const;

async function runCommand(
  { name, words }: Extract<TerminalLine, { kind: 'command' }>,
  { context, screen }: RunLineOptions,
): Promise<'more' | 'end'> {
  if (name === 'quit' || name === 'exit' || name === 'q') return 'end';
  if (name === 'help' || name === '?') context.output.line(help);
  else if (name === 'clear') screen?.clear();
  else if (name === 'watch') watch(words, screen);
  else await (await context.wholeProgram()).parseAsync(asArchitect(name, words), { from: 'user' });
  return 'more';
}

function watch([word = 'on']: string[], screen: RunLineOptions['screen']): void {
  if (!screen) throw new CliError('usage', 'A script cannot watch. Use: architect watch');
  if (word !== 'on' && word !== 'off') throw new CliError('usage', 'Say: watch, or watch off');
  screen.watch(word === 'on');
}

/** The command line of `architect` that does it. @throws CliError for an unknown word: it is never sent as a prompt */
function asArchitect(name: string, words: string[]): string[] {
  const verb = words[0] === undefined || words[0].startsWith('-') ? 'list' : 'show';
  switch (name) {
    case 'status':
      return ['status', ...words];
    case 'agents':
      return ['agents', 'list', ...words];
    case 'sessions':
    case 'prompts':
    case 'interactions':
      return [name, verb, ...words];
    case 'approve':
    case 'deny':
      return ['interactions', name, ...words];
    case 'answer':
      return ['interactions', 'answer', ...words.slice(0, 1), '--', words.slice(1).join(' ')];
    default:
      throw new CliError('usage', `There is no command "${name}". To queue a prompt: os: ${name} …`);
  }
}

/** The server answers, so that this terminal, the page and scripts are told the same. */
async function answer(question: string, { server, context }: RunLineOptions): Promise<void> {
  const { data } = await server.call(terminalLineEndpoints.runTerminalLine, {
    body: { line: `msto: ${question}` },
  });
  if (data.kind === 'answer') for (const line of data.lines) context.output.line(line);
}

const help = `os: text              queue a prompt for the next available agent (sta: is the same)
os:5: text            with priority 5; 0 to 10, higher goes first
os:codex: text        only Codex may take it
os:@web: text         only session web may take it
os:codex:5: text      several of these
msto: question        ask about the fleet: who is busy, what waits and why, what is blocked, session web
status                queue figures, and what needs a person
sessions [NAME]       sessions and their states
agents                sessions that run an AI program
prompts [ID]          recent prompts, or one with its steps
interactions [ID]     what agents ask
approve ID, deny ID   answer a permission prompt
answer ID TEXT        pick an option by its key, or type an answer
watch [off]           tell every change as it happens, not only ends and questions
clear, help, quit`;
