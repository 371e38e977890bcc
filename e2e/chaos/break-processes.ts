import { pause, type World } from './world.ts';

/** What happened how often. */
export type Tally = Record<string, number>;

export function count(tally: Tally, what: string): void {
  tally[what] = (tally[what] ?? 0) + 1;
}

/** Kills the server with SIGKILL and starts it again, every `everyMs` on average. */
export async function killServers(world: World, tally: Tally, over: AbortSignal, everyMs: number) {
  const random = world.random('server');
  for (;;) {
    await pause(everyMs * (0.3 + 1.4 * random()), over);
    if (over.aborted) return;
    await world.killServer();
    count(tally, 'server killed');
  }
}

/** Kills the node of the other machine, and makes the line to it bad: cut, silent, slow, closed. */
export async function breakLink(world: World, tally: Tally, over: AbortSignal, everyMs: number) {
  const random = world.random('link');
  const { proxy } = world;
  for (;;) {
    await pause(everyMs * (0.3 + 1.4 * random()), over);
    if (over.aborted) return;
    const what = random();
    const lasting = 500 + random() * random() * 12_000;
    if (what < 0.25) {
      await world.killFarNode();
      count(tally, 'node killed');
    } else if (what < 0.5) {
      proxy.cut();
      count(tally, 'link cut');
    } else if (what < 0.7) {
      proxy.stall(true);
      await pause(lasting, over);
      if (random() < 0.5) proxy.cut();
      proxy.stall(false);
      count(tally, 'link silent');
    } else if (what < 0.85) {
      proxy.delay(20 + random() * 400);
      await pause(lasting, over);
      proxy.delay(0);
      count(tally, 'link slow');
    } else {
      proxy.refuse(true);
      proxy.cut();
      await pause(lasting, over);
      proxy.refuse(false);
      count(tally, 'link closed');
    }
  }
}
