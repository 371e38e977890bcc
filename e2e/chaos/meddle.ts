import { promptEndpoints } from '@architect/contracts/prompts';
import { count, type Tally } from './break-processes.ts';
import type { Sending } from './send-prompts.ts';
import { pause, type World } from './world.ts';

/** Cancels, retries and reassigns prompts at random, at times twice in a row as after a lost reply. */
export async function meddle(world: World, sending: Sending, tally: Tally, over: AbortSignal) {
  const random = world.random('meddling');
  for (;;) {
    await pause(100 + random() * 1_000, over);
    if (over.aborted) return;
    // Mostly recent ones: they are still on their way.
    const recent = Math.floor(sending.ids.length * (1 - random() ** 4));
    const id = sending.ids[Math.min(recent, sending.ids.length - 1)];
    if (id === undefined) continue;
    const [what, act] = actOn(world, id, random);
    const done = await act();
    if (random() < 0.2) await act();
    count(tally, done ? what : 'meddled in vain');
  }
}

function actOn(world: World, id: number, random: () => number): [string, () => Promise<unknown>] {
  const params = { id };
  const share = random();
  if (share < 0.4) {
    const { cancelPrompt } = promptEndpoints;
    return ['cancelled', () => world.attempt((server) => server.call(cancelPrompt, { params }))];
  }
  if (share < 0.75) {
    const { retryPrompt } = promptEndpoints;
    return ['retried', () => world.attempt((server) => server.call(retryPrompt, { params }))];
  }
  const target = random() < 0.5 ? world.agents[Math.floor(random() * world.agents.length)] : undefined;
  const body = { target_session: target?.name ?? null };
  const { reassignPrompt } = promptEndpoints;
  return ['reassigned', () => world.attempt((server) => server.call(reassignPrompt, { params, body }))];
}
