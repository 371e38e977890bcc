import { expect, test } from 'vitest';
import { createEventBus } from './events/bus.ts';
import { createMovableClock } from './fixture-clock.ts';
import { createLifecycle, type LifecycleState } from './lifecycle.ts';
import { createLog } from './telemetry/log.ts';

function aLifecycle() {
  const log = createLog({ level: 'silent' });
  const events = createEventBus({ log });
  const clock = createMovableClock();
  const lifecycle = createLifecycle({ clock, log, events });
  const states: LifecycleState[] = [];
  events.subscribe('server.lifecycle', ({ state }) => states.push(state));
  return { lifecycle, clock, states };
}
const never = () => new Promise<void>(() => undefined);
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('waits for work under way, then cleans up with the last hook first', async () => {
  const { lifecycle, states } = aLifecycle();
  const order: string[] = [];
  lifecycle.onCleanup('first', () => void order.push('first'));
  lifecycle.onCleanup('second', async () => {
    await turn();
    order.push('second');
  });
  lifecycle.onTerminated(() => order.push('terminated'));
  const end = lifecycle.begin('request');
  const stopped = lifecycle.stop('test');
  expect(lifecycle.stop('again')).toBe(stopped);
  await turn();
  expect([lifecycle.state, order]).toEqual(['DRAINING', []]);
  end();
  await stopped;
  expect(states).toEqual(['STOPPING', 'DRAINING', 'CLEANUP', 'TERMINATED']);
  expect(order).toEqual(['second', 'first', 'terminated']);
});

test('a hook that fails or hangs does not keep the others from running', async () => {
  const { lifecycle, clock } = aLifecycle();
  const ran: string[] = [];
  lifecycle.onCleanup('good', () => void ran.push('good'));
  lifecycle.onCleanup('hangs', never);
  lifecycle.onCleanup('fails', () => {
    throw new Error('no');
  });
  const stopped = lifecycle.stop('test');
  await turn();
  await turn();
  expect(lifecycle.state).toBe('CLEANUP');
  clock.advance(30_000);
  await stopped;
  expect(ran).toEqual(['good']);
});

test('waits for work no longer than a minute', async () => {
  const { lifecycle, clock } = aLifecycle();
  lifecycle.begin('hangs');
  const stopped = lifecycle.stop('test');
  clock.advance(59_999);
  await turn();
  expect(lifecycle.state).toBe('DRAINING');
  clock.advance(1);
  await stopped;
  expect(lifecycle.state).toBe('TERMINATED');
});

test('hurrying ends every waiting', async () => {
  const { lifecycle } = aLifecycle();
  lifecycle.begin('hangs');
  lifecycle.onCleanup('hangs too', never);
  const stopped = lifecycle.stop('test');
  lifecycle.hurry();
  await stopped;
  expect(lifecycle.state).toBe('TERMINATED');
});
