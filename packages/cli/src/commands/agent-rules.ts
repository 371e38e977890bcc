import { readFile } from 'node:fs/promises';
import { type AgentRules, agentRuleEndpoints } from '@architect/contracts/agent-rules';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { readAll } from '../read-all.ts';

interface Json {
  json?: boolean;
}

interface ListFlags extends Json {
  builtIn?: boolean;
  agent?: string;
}

/** `architect agents rules`: the agents that each node knows, and the rules that a person wrote for it. */
export function addAgentRules(agents: Command, context: CommandContext): void {
  const rules = agents
    .command('rules')
    .description('agents that each node knows, and the rules of its agents.yaml in force')
    .addHelpText('after', examples);
  rules
    .command('list', { isDefault: true })
    .description('what is in force, where it is written, and what is wrong with the file')
    .option('--built-in', 'the rules of this program too, with the versions they were proven with')
    .option('--agent <name>', 'only this agent')
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  rules
    .command('check')
    .description('whether a file is right; nothing is loaded, no server is needed')
    .argument('<file>', 'an agents.yaml; - reads standard input')
    .option('--json', 'print JSON')
    .action((file: string, flags: Json) => check(file, flags, context));
}

const examples = `
Examples:
  architect agents rules
  architect agents rules list --built-in --agent claude
  architect agents rules check my-agents.yaml
Every key is explained in config/agents.yaml.`;

async function list(flags: ListFlags, { connect, output, setExitCode }: CommandContext): Promise<void> {
  const reply = await (await connect()).call(agentRuleEndpoints.listAgentRules);
  const data = reply.data.map((node) => only(node, flags));
  if (data.some((node) => node.status === 'broken')) setExitCode(exitCodes.failed);
  if (flags.json) return output.json(data);
  const rows = data.flatMap((node) => node.agents.map((agent) => ({ node, agent })));
  if (rows.length === 0 && flags.agent !== undefined)
    throw new CliError('failed', `no node knows an agent "${flags.agent}": architect agents rules`);
  output.table(rows, [
    { title: 'AGENT', value: ({ agent }) => agent.provider },
    { title: 'NODE', value: ({ node }) => node.node },
    { title: 'FROM', value: ({ agent }) => placeOf(agent.origin) },
    { title: 'VERSIONS', value: ({ agent }) => agent.origin.versions ?? 'any' },
    { title: 'RULES', value: ({ agent }) => (agent.rules.length === 0 ? '' : String(agent.rules.length)) },
    { title: 'STARTS', value: ({ agent }) => (agent.launchable ? 'by name' : 'with a command') },
  ]);
  const named = rows.flatMap(({ node, agent }) => agent.rules.map((rule) => ({ node, rule })));
  if (named.length > 0) output.line();
  if (named.length > 0)
    output.table(named, [
      { title: 'RULE', value: ({ rule }) => rule.rule },
      { title: 'STATE', value: ({ rule }) => rule.state },
      { title: 'FROM', value: ({ rule }) => placeOf(rule.origin) },
      { title: 'VERSIONS', value: ({ rule }) => rule.origin.versions ?? 'any' },
      { title: 'NODE', value: ({ node }) => node.node },
    ]);
  for (const node of data) for (const line of stateOf(node)) output.note(line);
}

/** A person's own rules alone, unless more was asked for; of one agent. */
function only(node: AgentRules, { builtIn, agent }: ListFlags): AgentRules {
  const agents = node.agents
    .filter(({ provider }) => agent === undefined || provider === agent)
    .map((one) => ({
      ...one,
      rules: one.rules.filter(({ origin }) => builtIn === true || origin.source !== 'built in'),
    }));
  return { ...node, agents };
}

function placeOf({ source, line }: { source: string; line: number | null }): string {
  return line === null ? source : `${source.split('/').at(-1)}:${line}`;
}

/** How the file of a node stands, and what to do. */
function stateOf({ node, file, status, faults }: AgentRules): string[] {
  if (status === 'absent') return [`${node}: there is no ${file}. To write one: config/agents.yaml`];
  if (status === 'loaded') return [`${node}: ${file} is in force`];
  if (status === 'unreachable') return [`${node}: did not tell (${faults[0]?.message ?? 'no answer'})`];
  return [
    `${node}: ${file} is broken; the last good rules stay in force:`,
    ...faults.map((fault) => `  ${sayFault(fault)}`),
  ];
}

function sayFault({ line, key, message }: AgentRules['faults'][number]): string {
  return [line === null ? '' : `line ${line}: `, key === '' ? '' : `${key}: `, message].join('');
}

async function check(
  file: string,
  flags: Json,
  { output, setExitCode, stdin }: CommandContext,
): Promise<void> {
  const [{ createAgentBook }, { readRulesFile }, { listRules }] = await Promise.all([
    import('@architect/node/agents/agent-book'),
    import('@architect/node/agents/user-rules/read-rules-file'),
    import('@architect/node/agents/user-rules/list-rules'),
  ]);
  const content = file === '-' ? await readAll(stdin) : await readRules(file);
  const read = readRulesFile(content, createAgentBook({ now: Date.now }).builtIn);
  if (!read.ok) setExitCode(exitCodes.failed);
  const rules = read.ok ? read.entries.flatMap((entry) => listRules(entry, file)) : [];
  if (flags.json) return output.json(read.ok ? { ok: true, rules } : { ok: false, faults: read.faults });
  if (!read.ok) {
    for (const fault of read.faults) output.line(`${file}: ${sayFault(fault)}`);
    return;
  }
  const names = read.entries.map((entry) => entry.provider);
  output.line(names.length === 0 ? `${file} is right, and empty.` : `${file} is right: ${names.join(', ')}.`);
  output.table(rules, [
    { title: 'RULE', value: (rule) => rule.rule },
    { title: 'STATE', value: (rule) => rule.state },
    { title: 'LINE', value: (rule) => String(rule.origin.line ?? '') },
    { title: 'VERSIONS', value: (rule) => rule.origin.versions ?? 'any' },
  ]);
}

async function readRules(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError('failed', `${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
