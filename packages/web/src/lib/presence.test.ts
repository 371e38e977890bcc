import { systemEndpoints } from '@architect/contracts/system';
import { expect, it } from 'vitest';
import { createApi } from './api.ts';
import { awayAfterMs, watchPresence } from './presence.ts';

it('is away after a minute without a touch, and back with the next one', () => {
  let time = 1000;
  const page = new EventTarget();
  const presence = watchPresence(page, () => time);
  expect(presence.isAway()).toBe(false);
  time += awayAfterMs + 1;
  expect(presence.isAway()).toBe(true);
  page.dispatchEvent(new Event('keydown'));
  expect(presence.isAway()).toBe(false);
});

it('marks what the page reads while the person is away, and never what a person does', async () => {
  const seen: (string | null)[] = [];
  let away = false;
  const api = createApi({
    baseUrl: '',
    isAway: () => away,
    fetch: async (_url, init) => {
      seen.push(new Headers(init?.headers).get('x-background'));
      return new Response('{"success":true,"data":{}}');
    },
  });
  await api.call(systemEndpoints.getStats);
  away = true;
  await api.call(systemEndpoints.getStats);
  expect(seen).toEqual([null, 'true']);
});
