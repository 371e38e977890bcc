import { sessionEndpoints } from '@architect/contracts/sessions';
import { count, type Tally } from './break-processes.ts';
import { type FleetAgent, isThere, pause, type World } from './world.ts';

/** Ends sessions and agents in every way there is; `tendFleet` makes them anew, sometimes this does at once. */
export async function endSessions(world: World, tally: Tally, over: AbortSignal, everyMs: number) {
  const random = world.random('sessions');
  for (;;) {
    await pause(everyMs * (0.3 + 1.4 * random()), over);
    if (over.aborted) return;
    const agent = world.agents[Math.floor(random() * world.agents.length)];
    if (!agent || !(await isThere(agent))) continue;
    const what = ways[Math.floor(random() * ways.length)] ?? 'kill -9';
    await end(agent, what, world);
    count(tally, what);
    if (random() < 0.5) continue;
    await pause(random() * 1_500, over);
    if (what !== 'respawn' && random() < 0.3) await startByHand(agent, world);
    else await world.create(agent);
  }
}

const ways = ['kill-session', 'kill -9', 'respawn', 'killed by API'] as const;

/** That somebody else was quicker is no fault. */
async function end(agent: FleetAgent, what: (typeof ways)[number], world: World): Promise<void> {
  const { name, terminal, command } = agent;
  if (what === 'killed by API') {
    await world.attempt((server) =>
      server.call(sessionEndpoints.killTmuxSession, { body: { session: name } }),
    );
    return;
  }
  const act = {
    'kill-session': () => terminal.tmux('kill-session', '-t', `=${name}`),
    respawn: () => terminal.tmux('respawn-pane', '-k', '-t', `=${name}:`, command),
    'kill -9': async () => {
      const pid = Number(await terminal.tmux('display-message', '-p', '-t', `=${name}:`, '#{pane_pid}'));
      if (pid > 1) process.kill(pid, 'SIGKILL');
    },
  }[what];
  await act().catch(() => undefined);
}

/** As a person would, without the product: no hooks. */
async function startByHand({ name, terminal, command }: FleetAgent, { directory }: World): Promise<void> {
  await terminal.start(name, command, { env: { HOME: directory }, cwd: directory }).catch(() => undefined);
}
