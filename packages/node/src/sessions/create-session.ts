import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { NodeLinkError, type NodeParams } from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import type { AgentBook } from '../agents/agent-book.ts';
import type { TmuxDriver } from '../tmux/driver.ts';
import type { Fleet } from './fleet.ts';

export interface CreateContext {
  driver: TmuxDriver;
  fleet: Fleet;
  hookRoot: string;
  book: AgentBook;
}

/**
 * Creates a session. A provider without a command is launched with our hooks installed for this session only; a command
 * of the caller runs as given, with the hook directory in its environment.
 * @throws NodeLinkError SESSION_EXISTS, BAD_REQUEST (directory, provider that cannot be launched).
 */
export async function createSession(context: CreateContext, params: NodeParams<'create'>): Promise<Session> {
  if (context.fleet.byName(params.name))
    throw new NodeLinkError('SESSION_EXISTS', `a session named '${params.name}' exists already`);
  const workingDir = checkedDirectory(params.working_dir ?? homedir());
  const hookDir = join(context.hookRoot, `${params.name}-${randomBytes(6).toString('hex')}`);
  mkdirSync(hookDir, { recursive: true, mode: 0o700 });
  const launch = launchOf(context.book, params, { workingDir, hookDir });
  const facts = await context.driver.createSession({
    name: params.name,
    workingDir,
    env: { ...launch.env, ...params.env, ARCHITECT_HOOK_DIR: hookDir },
    ...(launch.command ? { command: launch.command } : {}),
    width: params.width ?? 120,
    height: params.height ?? 40,
    labels: { role: params.role, tier: params.tier },
  });
  const tracker = context.fleet.byName(params.name);
  if (!tracker)
    throw new NodeLinkError(
      'FAILED',
      `session '${params.name}' ended right after it was created (pane ${facts.paneId}); does its command run?`,
    );
  return context.fleet.describe(tracker);
}

function checkedDirectory(path: string): string {
  if (!isAbsolute(path))
    throw new NodeLinkError('BAD_REQUEST', `working_dir must be an absolute path, not '${path}'`);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory())
    throw new NodeLinkError('BAD_REQUEST', `working_dir '${path}' is not a directory on this node`);
  return path;
}

function launchable(book: AgentBook): string {
  const known = book.list().filter((agent) => agent.isLaunchable);
  return known.map((agent) => agent.provider).join(', ');
}

function launchOf(
  book: AgentBook,
  params: NodeParams<'create'>,
  { workingDir, hookDir }: { workingDir: string; hookDir: string },
): { command: string | null; env: Record<string, string> } {
  if (params.command) return { command: params.command, env: {} };
  if (!params.provider) return { command: null, env: {} };
  const launch = book.ofProvider(params.provider)?.launch?.({
    session: params.name,
    workingDir,
    hookDir,
    env: params.env ?? {},
  });
  if (!launch)
    throw new NodeLinkError(
      'BAD_REQUEST',
      `no launch command is known for provider '${params.provider}'; pass one as command, or define it in agents.yaml. Known: ${launchable(book)}`,
    );
  return launch;
}
