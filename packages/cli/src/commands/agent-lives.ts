import { resolve } from 'node:path';
import { agentEndpoints } from '@architect/contracts/agents';
import { type SessionTier, tiers } from '@architect/contracts/sessions';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';

interface CreateFlags {
  provider?: string;
  repo?: string;
  base?: string;
  dir?: string;
  command?: string;
  rolePrompt?: string;
  role?: string;
  tier?: SessionTier;
  node?: string;
  force?: boolean;
  json?: boolean;
}

/** `architect agents create` and `end`. */
export function addAgentLives(agents: Command, context: CommandContext): void {
  agents
    .command('create')
    .description('start an agent in a session of its own')
    .argument('<name>', 'letters, digits, - and _; its branch is agent/<name>')
    .option('--provider <name>', 'which agent program (default claude)')
    .option('--repo <path>', 'git repository: the agent gets a work tree and a branch of it')
    .option('--base <ref>', 'where a new branch begins (default: what is checked out)')
    .option('--dir <path>', 'working directory, where there is no repository')
    .option('--command <line>', 'program to run instead')
    .option('--role-prompt <text>', 'what it is told first')
    .option('--role <name>', 'what it does, e.g. qa')
    .addOption(new Option('--tier <tier>', 'how much of the permission policy it gets').choices(tiers))
    .option('--node <name>', "on which machine (the dashboard's own)")
    .option('--force', 'although the machine has not enough free memory')
    .option('--json', 'print JSON')
    .action((name: string, flags: CreateFlags) => create(name, flags, context));
  agents
    .command('end')
    .description('end an agent and remove its work tree; its branch is kept')
    .argument('<name>', 'name of the agent')
    .option('--force', 'although it works, or holds changes that nobody else has')
    .option('--json', 'print JSON')
    .action((name: string, flags: { force?: boolean; json?: boolean }) => end(name, flags, context));
}

async function create(name: string, flags: CreateFlags, { connect, output }: CommandContext): Promise<void> {
  // A directory of another machine is not ours to look up.
  const here = (path: string | undefined) =>
    path === undefined || flags.node !== undefined ? path : resolve(path);
  const { data } = await (await connect()).call(agentEndpoints.createAgent, {
    body: {
      name,
      provider: flags.provider,
      repository: here(flags.repo),
      base: flags.base,
      working_dir: here(flags.dir),
      command: flags.command,
      role_prompt: flags.rolePrompt,
      role: flags.role,
      tier: flags.tier,
      node: flags.node,
      force: flags.force,
    },
  });
  if (flags.json) return output.json(data);
  const { session, worktree, prompt_id } = data;
  output.line(`Agent ${session.name} starts in ${session.working_dir}.`);
  if (worktree) output.note(`branch: ${worktree.branch}${worktree.is_new_branch ? '' : ', where it stood'}`);
  if (prompt_id !== null) output.note(`its role: prompt ${prompt_id}`);
}

async function end(
  name: string,
  { force, json }: { force?: boolean; json?: boolean },
  { connect, output, setExitCode }: CommandContext,
): Promise<void> {
  const { data } = await (await connect()).call(agentEndpoints.endAgent, {
    params: { name },
    query: { force: force ? 'true' : 'false' },
  });
  if (json) output.json(data);
  else output.line(`Agent ${name} has ended.${data.branch ? ` Its branch ${data.branch} is kept.` : ''}`);
  if (data.survivors.length === 0) return;
  output.note(`These processes of it could not be ended: ${data.survivors.join(', ')}`);
  setExitCode(1);
}
