import type { Activity } from '@architect/contracts/activity';
import { expect, onTestFinished, test } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer } from '../../test-server.ts';

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
