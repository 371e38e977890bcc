import type { DeliveryStep } from '@architect/contracts/node-link';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { createEmitter } from '../emitter.ts';
import { HeadlessDeliveries } from './headless-deliveries.ts';
import type { HeadlessSession, SessionEvents } from './headless-session.ts';

const spec = {
  attempt_id: 'a',
  prompt_id: 1,
  session: 'worker',
  text: 'fix it',
  intent_at: '2026-01-01T00:00:00Z',
};

it('asked about an attempt that it follows, it goes on as before: the agent gets the text once', async () => {
  const steps: DeliveryStep[] = [];
  const fail = (error: unknown) => {
    throw error;
  };
  const ready = Promise.withResolvers<void>();
  const send = vi.fn(() => true);
  // Deliveries use no more of a session than what is here until the agent answers.
  const session = {
    ...{ events: createEmitter<SessionEvents>(fail), openAttempt: null, obstacle: () => null, send },
    ensureReady: () => ready.promise,
  } as unknown as HeadlessSession;
  const deliveries = new HeadlessDeliveries({
    ...{ clock: systemClock, onError: fail, emit: (step) => void steps.push(step) },
  });
  deliveries.deliver(session, spec);
  deliveries.reconcile(session, spec, 'sending');
  ready.resolve();
  await expect.poll(() => steps.map(({ step }) => step)).toEqual(['typed']);
  deliveries.reconcile(session, spec, 'typed');
  expect(send).toHaveBeenCalledOnce();
  expect(steps).toHaveLength(1);
});
