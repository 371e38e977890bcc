import { resolve } from 'node:path';
import { shellQuote } from '@architect/contracts/shell-quote';
import { dropHookCommand } from '@architect/node/agents/read-hook-dir';
import { dataDirOf } from '../connect.ts';
import { hookMark } from './edit-hooks.ts';
import { type HookAgent, type HookPlace, hookAgents } from './hook-files.ts';

/** One place for each agent meant. */
export function placesOf(
  flags: { agent?: HookAgent; project?: string },
  env: Record<string, string | undefined>,
): HookPlace[] {
  const spool = resolve(dataDirOf(env), 'node', 'hooks');
  const command = (agent: HookAgent) => `${dropHookCommand(agent)} --spool ${shellQuote(spool)} ${hookMark}`;
  const project = flags.project === undefined ? {} : { project: resolve(flags.project) };
  return (flags.agent ? [flags.agent] : hookAgents).map((agent) => ({
    agent,
    ...project,
    env,
    command: command(agent),
  }));
}
