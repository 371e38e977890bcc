import { NodeLinkError } from '@architect/contracts/node-link';
import { expect, it, onTestFinished } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';
import { createNodes } from '../nodes/index.ts';
import { createInteractions, type Decide } from './index.ts';
import type { InteractionTables } from './store.ts';

eachDatabase((open, engine) => {
  async function setup(decide: Decide) {
    const policy = { decide, escalateAfterMs: () => 600_000, onChange: () => () => undefined };
    const { db, events } = await open();
    const shared = {
      db,
      events,
      clock: createMovableClock(),
      log: createLog({ level: 'silent' }),
      bind: () => undefined,
    };
    const nodes = createNodes(shared);
    const interactions = createInteractions({ ...shared, nodes, policy, promptOf: () => null });
    await interactions.start?.();
    onTestFinished(async () => interactions.stop?.());
    const link = createFakeLink();
    link.setSession({ name: 'w1', state: 'blocked' });
    await nodes.add(link);
    const rows = () => db.tables<InteractionTables>().selectFrom('interactions').selectAll().execute();
    const show = (dialog = aDialog()) =>
      link.emit('dialog.opened', { session: 'w1', dialog, screen: '', at: new Date().toISOString() });
    return { link, rows, show };
  }

  it(`asks the policy once for each dialog and does what it says (${engine})`, async () => {
    const asked: string[] = [];
    const { link, rows, show } = await setup(({ subject }) => {
      asked.push(subject);
      return { action: 'approve', by: 'pattern', name: 'tests', pattern_id: 4, reason: 'safe' };
    });
    show();
    show();
    await expect.poll(async () => (await rows())[0]?.status).toBe('approved');
    expect((await rows())[0]).toMatchObject({
      decided_by: 'pattern',
      decided_by_name: 'tests',
      pattern_id: 4,
    });
    expect(link.requestsOf('answer')).toMatchObject([{ option_key: '1' }]);
    expect(asked).toEqual(['npm test']);
  });

  it(`leaves to a person what a policy cannot do safely (${engine})`, async () => {
    const { link, rows, show } = await setup(() => ({
      action: 'approve',
      by: 'policy',
      name: 'all',
      pattern_id: null,
      reason: 'safe',
    }));
    show(aDialog({ complete: false }));
    await expect.poll(async () => (await rows()).length).toBe(1);
    expect((await rows())[0]).toMatchObject({ status: 'pending', decided_at: null });
    expect(link.requestsOf('answer')).toEqual([]);
  });

  it(`answers a dialog under copy mode when the person has left it (${engine})`, async () => {
    const { link, rows, show } = await setup(() => ({
      ...{ action: 'approve', by: 'policy', name: 'all', pattern_id: null, reason: 'safe' },
    }));
    link.handle('answer', () => {
      throw new NodeLinkError('NOT_DELIVERABLE', 'the pane is in copy mode');
    });
    const dialog = aDialog();
    link.setSession({ name: 'w1', state: 'blocked', dialog, not_deliverable_because: 'copy mode' });
    show(dialog);
    await expect.poll(async () => (await rows())[0]?.note).toMatch(/copy mode/);
    link.handle('answer', () => ({ evidence: 'pressed 1' }));
    link.setSession({ name: 'w1', not_deliverable_because: 'it waits for a decision' });
    await expect.poll(async () => (await rows())[0]?.status).toBe('approved');
  });

  it(`presses nothing when the policy has changed its mind in the meantime (${engine})`, async () => {
    const { link, rows, show } = await setup(() => ({
      action: 'approve',
      by: 'policy',
      name: 'all',
      pattern_id: null,
      reason: 'safe',
      stillHolds: () => false,
    }));
    show();
    // It may be judged twice: when it opens, and when the node that has just come is known.
    await expect
      .poll(async () => (await rows())[0])
      .toMatchObject({
        ...{ status: 'pending', decided_at: null, decided_by: null },
        note: expect.stringContaining('policy changed'),
      });
    expect(link.requestsOf('answer')).toEqual([]);
  });

  it(`writes down what a policy leaves to a person (${engine})`, async () => {
    const verdict = { action: 'require_approval', pattern: null, reason: 'no pattern' } as const;
    const { link, rows, show } = await setup(() => ({ action: 'note', note: 'waits', verdict }));
    show();
    await expect.poll(async () => (await rows())[0]?.note).toBe('waits');
    expect((await rows())[0]).toMatchObject({ status: 'pending', decided_at: null });
    expect(link.requestsOf('answer')).toEqual([]);
  });
});
