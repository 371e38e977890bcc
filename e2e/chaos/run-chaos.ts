import { readFile } from 'node:fs/promises';
import { finalStatuses, promptEndpoints } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import type { BoxEntry } from '../fake-agent/black-box.ts';
import { allPrompts } from '../support/prompts.ts';
import type { Scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import { breakLink, killServers, type Tally } from './break-processes.ts';
import { allInteractions, decide, decideDialogs, pendingInteractions } from './decide-dialogs.ts';
import { endSessions } from './end-sessions.ts';
import { type ChaosVerdict, judgeChaos } from './judge-chaos.ts';
import { meddle } from './meddle.ts';
import { letPeopleIn } from './people.ts';
import { marker, type Sending, sendPrompts } from './send-prompts.ts';
import { tendFleet } from './tend-fleet.ts';
import { type Growth, watchSize } from './watch-size.ts';
import { createWorld, pause, type World } from './world.ts';

export interface ChaosOptions {
  seed: number;
  prompts: number;
  agents: number;
  /** No prompt is queued after this time. */
  minutes: number;
  /** For what is left when the trouble is over. */
  settleMinutes?: number;
  /** Mean time between two deaths of the server; the link and the sessions have trouble as often. */
  troubleEveryMs: number;
  onProgress?(line: string): void;
}

export interface ChaosResult extends ChaosVerdict {
  seed: number;
  agents: number;
  seconds: number;
  /** What was done to them, and how often. */
  troubles: Tally;
  /** Sessions and agent processes that were left when everything was ended. */
  leftBehind: string[];
  growth: Growth;
}

/** Sends prompts through the whole product while everything goes wrong at random, then lets the judge look. */
export async function runChaos(scratch: Scratch, options: ChaosOptions): Promise<ChaosResult> {
  const startedAt = Date.now();
  const world = await createWorld(scratch, options);
  const tally: Tally = {};
  const sending: Sending = { texts: [], ids: [] };
  const ending = new AbortController();
  const growth = await watchSize(world, ending.signal);
  const progress = tellProgress({ world, sending, tally, over: ending.signal }, options);
  await makeTrouble(world, { sending, tally, options });
  const examined = await examineDialogs(world);
  await settle(world, tally, options);
  const readAt = Date.now();
  const prompts = await allPrompts(world.server());
  const interactions = await allInteractions(world);
  ending.abort();
  await progress;
  const leftBehind = await endEverything(world);
  const verdict = judgeChaos({
    ...{
      sent: sending.texts,
      marker,
      personMarker: /^person /,
      box: upTo(readAt, await readBox(world)),
      prompts,
    },
    // What waited at the examination counts as waiting then, however it was answered later.
    interactions: [...interactions, ...examined.interactions],
    examinedAt: examined.at,
    screenOnly: new Set(world.agents.filter((agent) => agent.isScreenOnly).map((agent) => agent.name)),
  });
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const { seed, agents } = options;
  return { ...verdict, seed, agents, seconds, troubles: tally, leftBehind, growth: growth() };
}

/** Everything at once, until the last prompt is queued or the time is up. */
async function makeTrouble(
  world: World,
  { sending, tally, options }: { sending: Sending; tally: Tally; options: ChaosOptions },
): Promise<void> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), options.minutes * 60_000);
  const everyMs = options.troubleEveryMs;
  const fleetSize = world.agents.length;
  const people = Array.from({ length: Math.ceil(fleetSize / 8) }, (_, index) => `p${index}`);
  const troubles = Promise.all([
    killServers(world, tally, over.signal, everyMs),
    breakLink(world, tally, over.signal, everyMs),
    endSessions(world, tally, over.signal, (everyMs * 4) / fleetSize),
    decideDialogs(world, tally, over.signal),
    meddle(world, sending, tally, over.signal),
    tendFleet(world, tally, over.signal, 1_000),
    ...people.map((name) => letPeopleIn(world, tally, over.signal, name)),
  ]);
  const { prompts: total, seed } = options;
  await sendPrompts(world, { sending, tally, over: over.signal, total, seed });
  over.abort();
  clearTimeout(timer);
  await troubles;
}

/** Nobody but the policy answers dialogs now: what waits must come to be listed; what is not is for the judge. */
async function examineDialogs(world: World) {
  const look = async () => {
    const at = Date.now();
    const interactions = await pendingInteractions(world);
    const listed = new Set(interactions.map((row) => row.subject));
    const open = [...openDialogs(await readBox(world))].filter(([, subject]) => !listed.has(subject));
    const unlisted = (await Promise.all(open.map(([pid]) => isAgentAlive(pid)))).filter(
      (pid) => pid !== null,
    );
    return { at, interactions, unlisted };
  };
  await until('every dialog is listed', async () => (await look()).unlisted.length === 0, {
    timeoutMs: 60_000,
    everyMs: 1_000,
  }).catch(() => undefined);
  return look();
}

/** Pid and subject of the dialogs that had no answer yet; some of the agents may have been killed since. */
function openDialogs(box: BoxEntry[]): Map<number, string> {
  const open = new Map<number, string>();
  for (const entry of box) {
    if (entry.kind === 'asked') open.set(entry.pid, entry.text);
    if (entry.kind === 'decided' || entry.kind === 'born' || entry.kind === 'gone') open.delete(entry.pid);
  }
  return open;
}

/** Prompts that have no end yet go on after the product was asked: that is no part of the evidence, departures are. */
function upTo(at: number, box: BoxEntry[]): BoxEntry[] {
  return box.filter((entry) => entry.at <= at || entry.kind === 'gone' || entry.kind === 'shell');
}

/** Nothing breaks any more: people tend the agents and answer dialogs until every prompt has its end. */
async function settle(world: World, tally: Tally, options: ChaosOptions): Promise<void> {
  const over = new AbortController();
  const tending = tendFleet(world, tally, over.signal, 500);
  const answering = (async () => {
    while (!over.signal.aborted) {
      for (const { id } of await pendingInteractions(world)) await decide(world, id, 'approve');
      await pause(500, over.signal);
    }
  })();
  const open = async () =>
    (await allPrompts(world.server())).filter((prompt) => !finalStatuses.includes(prompt.status));
  // Those that have no end by then are for the judge.
  await until('every prompt ends', async () => (await open()).length === 0, {
    timeoutMs: (options.settleMinutes ?? 3) * 60_000,
    everyMs: 1_000,
  }).catch(() => undefined);
  over.abort();
  await Promise.all([tending, answering]);
}

/** @returns what outlived the end of every session */
async function endEverything(world: World): Promise<string[]> {
  for (const { name } of world.agents)
    await world.attempt((server) =>
      server.call(sessionEndpoints.killTmuxSession, { body: { session: name } }),
    );
  await pause(500, new AbortController().signal);
  await world.stop();
  const sessions = await Promise.all(
    [...new Set(world.agents.map((agent) => agent.terminal))].map((terminal) =>
      terminal.tmux('list-sessions', '-F', '#{session_name}').catch(() => ''),
    ),
  );
  const pids = [...new Set((await readBox(world)).map((entry) => entry.pid))];
  const alive = async () => (await Promise.all(pids.map(isAgentAlive))).filter((pid) => pid !== null);
  await until('every agent is gone', async () => (await alive()).length === 0, { timeoutMs: 10_000 }).catch(
    () => undefined,
  );
  return [...sessions.join('').split('\n').filter(Boolean), ...(await alive())];
}

/** A pid may be somebody else's by now, and an ended process whose parent has not looked yet has no command line. */
async function isAgentAlive(pid: number): Promise<string | null> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return /^(claude|bash)\b/.test(command) ? `process ${pid}` : null;
}

async function readBox(world: World): Promise<BoxEntry[]> {
  const lines = (await readFile(world.boxFile, 'utf8')).split('\n').filter(Boolean);
  // Written by our own agents only: each line is one entry.
  return lines.map((line) => JSON.parse(line) as BoxEntry);
}

async function tellProgress(
  { world, sending, tally, over }: { world: World; sending: Sending; tally: Tally; over: AbortSignal },
  { onProgress, prompts }: ChaosOptions,
): Promise<void> {
  if (!onProgress) return;
  while (!over.aborted) {
    await pause(10_000, over);
    const status = await world.attempt((server) => server.call(promptEndpoints.assignerStatus, {}));
    const counts = status ? JSON.stringify(status.data.counts) : 'the server is away';
    const deaths = `server killed ${tally['server killed'] ?? 0}×, node ${tally['node killed'] ?? 0}×`;
    onProgress(`${sending.texts.length}/${prompts} queued; ${counts}; ${deaths}`);
  }
}
