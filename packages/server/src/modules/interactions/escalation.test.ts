import { activityEndpoints } from '@architect/contracts/activity';
import type { Interaction } from '@architect/contracts/interactions';
import { type PolicyChange, patternEndpoints } from '@architect/contracts/patterns';
import type { Dialog, Session } from '@architect/contracts/sessions';
import { expect, it, onTestFinished, vi } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createPatientWriter } from '../../platform/database/patient-writer.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { toTime } from '../../platform/time.ts';
import { createTestServer } from '../../test-server.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';
import { createEscalation } from './escalation.ts';
import { deskOf } from './fixture-desk.ts';

const { changePolicy } = patternEndpoints;
const minuteMs = 60_000;

async function start(engine: 'sqlite' | 'postgres') {
  const clock = createMovableClock();
  const link = createFakeLink();
  link.setSession({ name: 'w1', state: 'busy' });
  const server = await createTestServer({ engine, nodeLink: link, clock });
  onTestFinished(() => server.stop());
  const desk = deskOf(server, link);
  const told: Interaction[] = [];
  server.events.subscribe('interaction.changed', (interaction) => {
    if (interaction.escalated_at !== null) told.push(interaction);
  });
  return {
    ...desk,
    clock,
    told,
    policy: (body: PolicyChange) => server.local.request(changePolicy, { body }),
    audit: async (action: string) =>
      (await server.local.request(activityEndpoints.listActivity, { query: { action, sort: 'id' } })).body
        .data,
  };
}

type Case = [what: string, body: PolicyChange, dialog: Partial<Dialog>, session: Partial<Session>];

const lateOf = ({ escalated_at, escalates_at, created_at }: Interaction) =>
  Date.parse(escalated_at ?? escalates_at ?? '') - Date.parse(created_at);

eachDatabase((open, engine) => {
  it('tells people once of what nobody decided within ten minutes, in every mode', async () => {
    const { show, only, clock, told, audit, list } = await start(engine);
    show('w1');
    const waiting = await only();
    expect(lateOf(waiting)).toBe(10 * minuteMs);
    expect(waiting.escalated_at).toBeNull();
    clock.advance(9 * minuteMs);
    expect((await list())[0]?.escalated_at).toBeNull();
    clock.advance(2 * minuteMs);
    await expect.poll(() => told.length).toBe(1);
    expect(lateOf(await only())).toBeGreaterThanOrEqual(10 * minuteMs);
    expect(await audit('interaction.escalated')).toMatchObject([
      { actor: 'policy', entity_id: String(waiting.id), details: { session: 'w1', subject: 'npm test' } },
    ]);
    clock.advance(60 * minuteMs);
    await only();
    expect(await audit('interaction.escalated')).toHaveLength(1);
  });

  it('leaves alone what was decided in time', async () => {
    const { show, only, handle, clock, told, list } = await start(engine);
    show('w1');
    await handle((await only()).id, { action: 'approve' });
    show('w2', aDialog({ fingerprint: 'second' }));
    await expect.poll(async () => (await list()).length).toBe(2);
    clock.advance(11 * minuteMs);
    await expect.poll(() => told.length).toBe(1);
    expect(told[0]?.session).toBe('w2');
    expect((await list())[0]).toMatchObject({ status: 'approved', escalates_at: null, escalated_at: null });
  });

  it('gives what waits already the deadline that was set, and remembers it', async () => {
    const { show, only, clock, told, policy } = await start(engine);
    show('w1');
    await only();
    await policy({ escalate_after_minutes: 120 });
    await expect.poll(async () => lateOf(await only())).toBe(120 * minuteMs);
    clock.advance(100 * minuteMs);
    expect((await only()).escalated_at).toBeNull();
    await policy({ escalate_after_minutes: 30 });
    await expect.poll(() => told.length).toBe(1);
  });

  it('waits for nothing once it was stopped, and starts again', async () => {
    const { db, events } = await open();
    const cancel = vi.fn();
    const after = vi.fn((_delayMs: number, _run: () => void) => cancel);
    const clock = { now: () => 1_000, after };
    const log = createLog({ level: 'silent' });
    const writer = createPatientWriter({ db, clock, log });
    const parts = { db, events, clock, log, writer, escalateAfterMs: () => minuteMs, onEscalated: vi.fn() };
    const escalation = createEscalation(parts);
    const dialog = { status: 'pending', decided_at: null, escalated_at: null, escalates_at: toTime(9_000) };
    const show = () => events.publish('interaction.changed', dialog as Interaction);
    for (const times of [1, 2]) {
      await escalation.start?.();
      show();
      expect(after).toHaveBeenCalledTimes(times);
      expect(after).toHaveBeenLastCalledWith(8_000, expect.any(Function));
      await escalation.stop?.();
      expect(cancel).toHaveBeenCalledTimes(times);
      show();
      expect(after).toHaveBeenCalledTimes(times);
    }
  });

  it('forgets no deadline over a restart', async () => {
    const { show, only, server, link } = await start(engine);
    show('w1');
    const { id } = await only();
    await server.stop({ keepData: true });
    const clock = createMovableClock();
    clock.advance(11 * minuteMs);
    const second = await createTestServer({ engine, nodeLink: link, clock, dataOf: server });
    onTestFinished(() => second.stop());
    const again = deskOf(second, link);
    await expect.poll(async () => (await again.only()).escalated_at).not.toBeNull();
    expect((await again.only()).id).toBe(id);
  });

  it('denies at the end where a person wanted that, with the row of who did it; never approves', async () => {
    const { show, only, clock, policy, audit, link } = await start(engine);
    await policy({ mode: 'on', escalation: 'deny' });
    show('w1', aDialog({ subject: 'make deploy' }));
    await expect.poll(async () => (await only()).note).toMatch(/no pattern decides/);
    clock.advance(11 * minuteMs);
    await expect.poll(async () => (await only('denied')).decided_by_name).toBe('built-in: deadline');
    expect(link.requestsOf('answer')).toMatchObject([{ option_key: '3' }]);
    expect(await audit('interaction.decided')).toMatchObject([
      {
        actor: 'policy:built-in: deadline',
        details: { reason: expect.stringMatching(/in time.*no pattern/) },
      },
    ]);
  });

  it.each([
    ['a question', { mode: 'on' }, { kind: 'question' }, {}],
    ['what was not understood', { mode: 'on' }, { complete: false }, {}],
    ['a high-level session', { mode: 'on' }, {}, { tier: 'high-level' }],
    ['an excluded session', { mode: 'on', excluded_sessions: ['w1'] }, {}, {}],
    ['anything in a dry run', { mode: 'dry_run' }, { subject: 'make deploy' }, {}],
    ['anything while automatic answers are off', { mode: 'off' }, {}, {}],
  ] satisfies Case[])('denies never %s', async (_what, body, dialog, session) => {
    const { show, only, clock, policy, link, told } = await start(engine);
    await policy({ ...body, escalation: 'deny' });
    link.setSession({ name: 'w1', state: 'busy', ...session });
    show('w1', aDialog({ subject: 'make deploy', ...dialog }));
    await only();
    clock.advance(11 * minuteMs);
    await expect.poll(() => told.length).toBeGreaterThan(0);
    // A second dialog comes after anything that was done about the first.
    await policy({ escalate_after_minutes: 20 });
    if (body.mode === 'dry_run') await expect.poll(async () => (await only()).note).toMatch(/would deny/);
    expect((await only()).status).toBe('pending');
    expect(link.requestsOf('answer')).toEqual([]);
  });
});
