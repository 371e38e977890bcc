import { NodeLinkError } from '@architect/contracts/node-link';
import { expect, it, onTestFinished } from 'vitest';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createTestServer } from '../../test-server.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';
import { deskOf } from './fixture-desk.ts';

async function start() {
  const clock = createMovableClock();
  const link = createFakeLink();
  link.setSession({ name: 'w1', state: 'busy' });
  link.handle('capture', () => ({ output: 'what the screen shows', columns: 80, rows: 24 }));
  const server = await createTestServer({ engine: 'sqlite', nodeLink: link, clock });
  onTestFinished(() => server.stop());
  const desk = deskOf(server, link);
  /** Lets the comparison run until the statuses are these. */
  const statuses = (wanted: string[]) =>
    expect
      .poll(async () => {
        clock.advance(2_000);
        return (await desk.list()).map(({ status }) => status);
      })
      .toEqual(wanted);
  /** Lets it run often enough that whatever it would do is done. */
  async function often() {
    for (let look = 0; look < 10; look++) {
      clock.advance(2_000);
      await desk.list();
    }
  }
  return { ...desk, statuses, often };
}

it('records a dialog that no event told of, with the screen as it is', async () => {
  const { link, statuses, list } = await start();
  link.setSession({ name: 'w1', state: 'blocked', dialog: aDialog() });
  await statuses(['pending']);
  expect(await list()).toMatchObject([
    { session: 'w1', screen: 'what the screen shows', subject: 'npm test' },
  ]);
});

it('opens a new interaction when an answer expired and its dialog stayed', async () => {
  const { link, show, only, handle, statuses } = await start();
  link.handle('answer', () => {
    throw new NodeLinkError('DIALOG_CHANGED', 'the screen was half drawn');
  });
  show('w1');
  const { id } = await only();
  expect((await handle(id, { action: 'approve' })).status).toBe(409);
  await only('expired');
  await statuses(['expired', 'pending']);
});

it('closes an interaction whose dialog went away unheard', async () => {
  const { link, show, only, statuses } = await start();
  show('w1');
  await only();
  link.setSession({ name: 'w1', state: 'busy', dialog: null });
  await statuses(['dismissed']);
});

it('leaves what a person put away, what is recorded already, and screens that nobody can read', async () => {
  const { link, show, only, handle, often } = await start();
  show('w1');
  const { id } = await only();
  await often();
  await only('pending');
  link.setSession({ name: 'w1', state: 'unknown', dialog: null });
  await often();
  await only('pending');
  link.setSession({ name: 'w1', state: 'blocked', dialog: aDialog() });
  await handle(id, { action: 'dismiss' });
  await often();
  await only('dismissed');
});

it('closes nothing of a node that is out of reach: its dialogs may still stand', async () => {
  const { link, show, statuses, often, list } = await start();
  show('w1');
  show('w2');
  await statuses(['pending', 'pending']);
  link.connection('the connection was lost');
  link.setSession({ name: 'w1', state: 'busy', dialog: null });
  link.removeSession('w2');
  await often();
  expect((await list()).map(({ status }) => status)).toEqual(['pending', 'pending']);
});
