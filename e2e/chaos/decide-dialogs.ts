import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { count, type Tally } from './break-processes.ts';
import { pause, type World } from './world.ts';

export async function pendingInteractions(world: World): Promise<Interaction[]> {
  const query = { page: 1, per_page: 200, status: 'pending' };
  const reply = await world.attempt((server) =>
    server.call(interactionEndpoints.listInteractions, { query }),
  );
  return reply?.data ?? [];
}

/** Every interaction, over all pages. */
export async function allInteractions(world: World): Promise<Interaction[]> {
  const found: Interaction[] = [];
  for (let page = 1; ; page++) {
    const query = { page, per_page: 200, sort: 'id' };
    const { data, pagination } = await world.server().call(interactionEndpoints.listInteractions, { query });
    found.push(...data);
    if (page >= pagination.total_pages) return found;
  }
}

/** Somebody answers what the policy leaves to people, sooner or later, at times two of them at once. */
export async function decideDialogs(world: World, tally: Tally, over: AbortSignal) {
  const random = world.random('decisions');
  while (!over.aborted) {
    for (const { id } of await pendingInteractions(world)) {
      if (random() < 0.4) continue;
      const action = random() < 0.7 ? ('approve' as const) : ('deny' as const);
      const answers = random() < 0.1 ? [action, 'approve' as const] : [action];
      await Promise.all(answers.map((answer) => decide(world, id, answer)));
      count(tally, action === 'approve' ? 'approved by a person' : 'denied by a person');
    }
    await pause(500 + random() * 1_500, over);
  }
}

export function decide(world: World, id: number, action: 'approve' | 'deny'): Promise<unknown> {
  return world.attempt((server) =>
    server.call(interactionEndpoints.handleInteraction, { params: { id }, body: { action } }),
  );
}
