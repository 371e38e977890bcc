import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isRootOnly } from '@architect/node/agents/gemini/gemini-launch';
import { readHookFile } from '@architect/node/agents/read-hook-dir';
import { dataDirOf } from '../connect.ts';
import { versionOf } from '../doctor/check-programs.ts';
import { readIfThere } from './change-files.ts';
import { installedHooks } from './edit-hooks.ts';
import { type HookAgent, type HookPlace, hookFile } from './hook-files.ts';
import { isCurrent } from './plan-hooks.ts';

export interface HookStatus {
  agent: HookAgent;
  path: string;
  state: 'installed' | 'outdated' | 'not installed' | 'unreadable';
  /** What the agent's program says of itself; null when it is not there. */
  version: string | null;
  /** Sessions that the dashboard starts here have no hooks but these; elsewhere they bring their own. */
  needed_by_ours: boolean;
  /** Time of the newest event of any session of this agent that still runs; null when there is none. */
  last_event_at: string | null;
}

export async function hookStatus(place: HookPlace): Promise<HookStatus> {
  const file = hookFile(place);
  const [version, lastEvent] = await Promise.all([
    versionOf(place.agent, '--version', place.env),
    lastEventOf(place),
  ]);
  return {
    agent: place.agent,
    path: file.path,
    state: await stateOf(place),
    version,
    needed_by_ours: place.agent === 'gemini' && refusesOurs(version, place.env),
    last_event_at: lastEvent,
  };
}

/** Seen: 0.30 reads the settings of a session from anywhere, 0.61 only where root alone can write. */
function refusesOurs(version: string | null, env: HookPlace['env']): boolean {
  const [, minor] = /^\D*0\.(\d+)\.\d/.exec(version ?? '') ?? [];
  return minor !== undefined && Number(minor) > 30 && !isRootOnly(resolve(spoolOf(env)));
}

async function stateOf(place: HookPlace): Promise<HookStatus['state']> {
  const { path } = hookFile(place);
  try {
    const text = await readIfThere(path);
    if (installedHooks(text, path).size === 0) return 'not installed';
    return isCurrent(text, place) ? 'installed' : 'outdated';
  } catch {
    return 'unreadable'; // not plain JSON: `install` says what is wrong with it
  }
}

async function lastEventOf({ agent, env }: HookPlace): Promise<string | null> {
  const spool = spoolOf(env);
  const names = await readdir(spool, { recursive: true }).catch(() => []);
  const newest = names
    .filter((name) => /\/\d{16,}-.*\.json$/.test(name))
    .sort(byStamp)
    .reverse();
  for (const name of newest) {
    const event = readHookFile(name.split('/').at(-1) ?? '', (await readIfThere(join(spool, name))) ?? '');
    if (event?.agent === agent) return new Date(event.at).toISOString();
  }
  return null;
}

function spoolOf(env: HookPlace['env']): string {
  return join(dataDirOf(env), 'node', 'hooks');
}

function byStamp(a: string, b: string): number {
  const stamp = (name: string) => name.split('/').at(-1) ?? '';
  return stamp(a) < stamp(b) ? -1 : 1;
}
