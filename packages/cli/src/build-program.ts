import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';

type AddCommand = (program: Command, context: CommandContext) => void;

/** Every command and the file that defines it, in the order of `--help`. Only the file of the command in use is loaded. */
export const commandGroups: Record<string, Record<string, () => Promise<AddCommand>>> = {
  Start: {
    serve: async () => (await import('./commands/serve.ts')).addServe,
    node: async () => (await import('./commands/node.ts')).addNode,
    doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  },
  'Work for agents': {
    send: async () => (await import('./commands/send.ts')).addSend,
    prompts: async () => (await import('./commands/prompts.ts')).addPrompts,
    status: async () => (await import('./commands/status.ts')).addStatus,
    watch: async () => (await import('./commands/watch.ts')).addWatch,
    terminal: async () => (await import('./commands/terminal.ts')).addTerminal,
    limits: async () => (await import('./commands/limits.ts')).addLimits,
    usage: async () => (await import('./commands/usage.ts')).addUsage,
  },
  Agents: {
    sessions: async () => (await import('./commands/sessions.ts')).addSessions,
    agents: async () => (await import('./commands/agents.ts')).addAgents,
    chat: async () => (await import('./commands/chat.ts')).addChat,
    hooks: async () => (await import('./commands/hooks.ts')).addHooks,
    screens: async () => (await import('./commands/screens.ts')).addScreens,
  },
  Decisions: {
    interactions: async () => (await import('./commands/interactions.ts')).addInteractions,
    patterns: async () => (await import('./commands/patterns.ts')).addPatterns,
    policy: async () => (await import('./commands/policy.ts')).addPolicy,
  },
  'Records and errors': {
    projects: async () => (await import('./commands/projects.ts')).addProjects,
    milestones: async () => (await import('./commands/milestones.ts')).addMilestones,
    features: async () => (await import('./commands/features.ts')).addFeatures,
    bugs: async () => (await import('./commands/bugs.ts')).addBugs,
    devops: async () => (await import('./commands/devops.ts')).addDevops,
    errors: async () => (await import('./commands/errors.ts')).addErrors,
    suggestions: async () => (await import('./commands/suggestions.ts')).addSuggestions,
    autopilot: async () => (await import('./commands/autopilot.ts')).addAutopilot,
    search: async () => (await import('./commands/search.ts')).addSearch,
  },
  'This installation': {
    backup: async () => (await import('./commands/backup.ts')).addBackup,
    config: async () => (await import('./commands/config.ts')).addConfig,
    keys: async () => (await import('./commands/keys.ts')).addKeys,
    completion: async () => (await import('./commands/completion.ts')).addCompletion,
  },
};

/**
 * The program with the command of `words`, or with all of them when there is none (for `--help`).
 * Faults of usage are thrown as CommanderError.
 */
export async function buildProgram(words: readonly string[], context: CommandContext): Promise<Command> {
  const program = new Command('architect')
    .description('The control centre for fleets of AI coding agents.')
    .version(readVersion(), '-V, --version')
    // A command may have a `--version` of its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .showHelpAfterError('(add --help for how to use it)')
    .addHelpText('after', help);
  const isKnown = Object.values(commandGroups).some((group) => words[0] !== undefined && words[0] in group);
  for (const [heading, commands] of Object.entries(commandGroups)) {
    program.commandsGroup(`${heading}:`);
    for (const [name, load] of Object.entries(commands))
      if (!isKnown || name === words[0]) (await load())(program, context);
  }
  program.helpCommand('help [command]', 'help about a command');
  return program;
}

const help = `
Examples:
  architect serve                            start the dashboard on http://127.0.0.1:8080
  architect send "Fix the login bug" --wait  queue a prompt, print the answer
  architect watch                            sessions and prompts, live

Which server: ARCHITECT_URL and ARCHITECT_TOKEN, else the one that runs on the data directory (ARCHITECT_DATA_DIR).
Exit codes: 0 done · 1 failed · 2 wrong usage · 3 server not reachable · 4 not signed in or not allowed · 5 not found or conflict`;

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  // Our own package.json always has a version.
  return (JSON.parse(text) as { version: string }).version;
}
