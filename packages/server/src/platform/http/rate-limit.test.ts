import { describe, expect, test } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { createMovableClock } from '../fixture-clock.ts';
import { type ClientClass, createRateLimiter, rateLimits } from './rate-limit.ts';

describe('a bucket', () => {
  test.each(Object.entries(rateLimits))(
    'of class %s holds a minute and the burst, and refills evenly',
    (name, limit) => {
      let now = 0;
      const limiter = createRateLimiter({ clock: { now: () => now, after: () => () => undefined } });
      const take = () => limiter.take(name as ClientClass, 'somebody');
      const whole = limit.perMinute + limit.burst;
      for (let taken = 0; taken < whole; taken += 1) expect(take().isAllowed).toBe(true);
      const refused = take();
      expect(refused).toMatchObject({ isAllowed: false, remaining: 0, limit: limit.perMinute });
      expect(refused.retryAfterS).toBe(Math.max(1, Math.ceil(60 / limit.perMinute)));
      now += (60_000 / limit.perMinute) * 3;
      expect([take(), take(), take(), take()].map(({ isAllowed }) => isAllowed)).toEqual([
        true,
        true,
        true,
        false,
      ]);
      expect(limiter.take(name as ClientClass, 'somebody else').isAllowed).toBe(true);
    },
  );
});

describe('over HTTP', () => {
  test('a stranger is stopped after 25 requests with 429, and served again after Retry-After', async () => {
    const clock = createMovableClock();
    const server = await createTestServer({ clock, config: { rateLimitEnabled: true } });
    const ask = () => server.request('/api/session', { headers: { authorization: 'Bearer arc_guessed' } });
    for (let count = 0; count < 25; count += 1) expect((await ask()).status).toBe(401);
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(refused.body.error_code).toBe('RATE_LIMITED');
    expect(refused.headers.get('x-ratelimit-limit')).toBe('20');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    const retryAfterS = Number(refused.headers.get('retry-after'));
    expect(retryAfterS).toBeGreaterThan(0);
    clock.advance(retryAfterS * 1000);
    expect((await ask()).status).toBe(401);
    await server.stop();
  });

  test('who offers no credentials at all is told to sign in, however often', async () => {
    const server = await createTestServer({ config: { rateLimitEnabled: true } });
    for (let count = 0; count < 60; count += 1)
      expect((await server.request('/api/session')).status).toBe(401);
    await server.stop();
  });

  test('health, pages and files do not count; a reading page counts a tenth; the local token is internal', async () => {
    const server = await createTestServer({ config: { rateLimitEnabled: true } });
    for (let count = 0; count < 40; count += 1) {
      expect((await server.request('/health')).status).toBe(200);
      expect((await server.request('/api/docs')).status).toBe(200);
    }
    const person = await server.signIn('viewer');
    const page = { 'sec-fetch-site': 'same-origin' };
    for (let count = 0; count < 300; count += 1) {
      expect((await person.request('/api/session', { headers: page })).status).toBe(200);
    }
    const local = await server.local.request('/api/session');
    expect(local.headers.get('x-ratelimit-limit')).toBe('10000');
    await server.stop();
  });
});
