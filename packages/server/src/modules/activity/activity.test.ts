import { type Activity, activityEndpoints } from '@architect/contracts/activity';
import { expect, onTestFinished, test } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer, type TestClient } from '../../test-server.ts';

eachDatabase((_open, engine) => {
  test('a logged activity is in the trail with who, what and the request, and goes out live', async () => {
    const server = await createTestServer({ engine });
    onTestFinished(() => server.stop());
    const person = await server.signIn('operator');
    const live: Activity[] = [];
    server.events.subscribe('activity.added', (activity) => live.push(activity));
    const reply = await person.request<{ id: number; data: Activity }>('/api/activity', {
      method: 'POST',
      body: { action: 'deployed', entity_type: 'app', entity_id: 7, details: { tag: 'v1', list: [1] } },
      headers: { 'x-correlation-id': 'trace-1' },
    });
    expect([reply.status, reply.body.id]).toEqual([201, reply.body.data.id]);
    const listed = await person.request<{ data: Activity[] }>(
      `/api/activity?entity_type=app&entity_id=7&actor=${person.username}&action_like=DEPLOY`,
    );
    expect(listed.body.data).toEqual([reply.body.data]);
    expect(reply.body.data).toMatchObject({
      actor: person.username,
      entity_id: '7',
      details: { tag: 'v1', list: [1] },
      correlation_id: 'trace-1',
    });
    expect(live).toEqual([reply.body.data]);
  });
});

test('pages run newest first and say how many there are', async () => {
  const server = await createTestServer();
  onTestFinished(() => server.stop());
  for (let count = 0; count < 5; count += 1) {
    await server.local.request('/api/activity', { method: 'POST', body: { action: `step-${count}` } });
  }
  const { body } = await server.local.request<{ data: Activity[]; pagination: object }>(
    '/api/activity?action_like=step-&per_page=2&page=2',
  );
  expect(body.data.map(({ action }) => action)).toEqual(['step-2', 'step-1']);
  expect(body.pagination).toEqual({ page: 2, per_page: 2, total: 5, total_pages: 3 });
});

eachDatabase((_open, engine) => {
  test('the feed is read page by page while entries are added, and narrowed by who, what and when', async () => {
    let now = Date.parse('2026-03-01T00:00:00Z');
    const server = await createTestServer({
      engine,
      clock: { now: () => now, after: () => () => undefined },
    });
    onTestFinished(() => server.stop());
    const ada = await server.signIn('operator');
    const log = (who: TestClient, entity_id: number) =>
      who.request(activityEndpoints.logActivity, {
        body: { action: 'moved', entity_type: 'crate', entity_id },
      });
    for (const id of [1, 2, 3, 4, 5]) {
      await log(id === 4 ? ada : server.local, id);
      now += 60_000;
    }
    const feed = async (query: object) => {
      const { body } = await server.local.request(activityEndpoints.activityFeed, {
        query: { entity_type: 'crate', ...query },
      });
      return { ids: body.data.map(({ entity_id }) => Number(entity_id)), next: body.next_cursor };
    };
    const first = await feed({ limit: 2 });
    await log(server.local, 6);
    const second = await feed({ limit: 2, cursor: first.next ?? undefined });
    const third = await feed({ limit: 2, cursor: second.next ?? undefined });
    expect([first.ids, second.ids, third.ids, third.next]).toEqual([[5, 4], [3, 2], [1], null]);
    expect((await feed({ actor: ada.username })).ids).toEqual([4]);
    expect((await feed({ entity_id: '2', action: 'moved' })).ids).toEqual([2]);
    expect((await feed({ from: '2026-03-01T00:01:00Z', to: '2026-03-01T00:03:00Z' })).ids).toEqual([3, 2]);
    expect((await feed({ actor_kind: 'person', limit: 1 })).ids).toEqual([6]);
    expect((await feed({ actor_kind: 'agent' })).ids).toEqual([]);
    const values = (await server.local.request(activityEndpoints.activityValues, {})).body.data;
    expect(values.actors).toEqual([...values.actors].sort());
    expect(values).toMatchObject({
      actors: expect.arrayContaining(['local', ada.username]),
      actions: expect.arrayContaining(['moved']),
      entity_types: expect.arrayContaining(['crate']),
    });
    const days = await server.local.request(activityEndpoints.activityTimeline, {
      query: { days: 1, actor: ada.username, entity_type: 'crate' },
    });
    expect(days.body.data).toMatchObject([{ total: 1 }]);
  });
});
