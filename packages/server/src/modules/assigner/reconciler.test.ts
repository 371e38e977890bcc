import { NodeLinkError } from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMovableClock, type MovableClock } from '../../platform/fixture-clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { aSession } from '../nodes/fake-link.ts';
import { createOpenAttempts, type OpenAttempts } from './open-attempts.ts';
import { createReconciler, type Reconciler, type ReconcilerOptions } from './reconciler.ts';

const second = 1_000;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const w1 = aSession({ name: 'w1', node: 'far' });

let clock: MovableClock;
let reconciler: Reconciler;
/** What the database holds of the attempt. */
let row: { is_open: boolean; state: string };
let isReady: boolean;
let isReadable: boolean;
let reads: number;
let sessions: Session[];
let asked: unknown[];
let applied: unknown[];
/** How the node answers; null: it takes the attempt over. */
let refusal: Error | null;
let settled: Promise<void>;
let attempts: OpenAttempts;
/** Which session was told to work on which prompt. */
let marks: string[];

beforeEach(() => {
  clock = createMovableClock({ stands: true });
  row = { is_open: true, state: 'started' };
  [isReady, isReadable, sessions, asked, applied, refusal] = [true, true, [w1], [], [], null];
  settled = Promise.resolve();
  reads = 0;
  marks = [];
  attempts = createOpenAttempts(({ name }, promptId) => marks.push(`${name} ${promptId}`));
  const attempt = { attempt_id: 'a', prompt_id: 7, node: 'far', session: 'w1', text: 'hello', intent_at: 0 };
  const query = {
    selectFrom: () => query,
    selectAll: () => query,
    where: () => query,
    async executeTakeFirst() {
      reads += 1;
      if (!isReadable) throw new Error('the database is away');
      return { ...attempt, ...row, mark_json: { pane_id: w1.pane_id } };
    },
  };
  const link = {
    async request(_method: string, params: unknown) {
      asked.push(params);
      if (refusal) throw refusal;
    },
  };
  const nodes = { isReady: () => isReady, sessions: () => sessions, link: () => link };
  const deliveries = { settled: () => settled, apply: async (step: unknown) => void applied.push(step) };
  const log = createLog({ level: 'silent' });
  // The reconciler reads one row, and uses no more of nodes and deliveries than what is here.
  const db = { tables: () => query, write: async () => undefined };
  const options = { db, clock, log, nodes, attempts, deliveries } as unknown as ReconcilerOptions;
  reconciler = createReconciler(options);
});

/** Lets time pass in steps of 100 ms. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed <= ms; passed += 100) {
    clock.advance(passed > 0 ? 100 : 0);
    await turn();
  }
}

describe('asking a node how far an attempt got', () => {
  it('happens once where it takes it over, or follows it already', async () => {
    reconciler.reconcile('a');
    await pass(10 * second);
    expect(asked).toEqual([
      expect.objectContaining({ attempt_id: 'a', session: 'w1', last_step: 'started' }),
    ]);
    refusal = new NodeLinkError('BAD_REQUEST', 'it is followed');
    reconciler.reconcile('a');
    await pass(10 * second);
    expect([asked.length, applied]).toEqual([2, []]);
  });

  it('comes after what it has said already, and not at all when that was the end', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    settled = promise;
    reconciler.reconcile('a');
    await pass(3 * second);
    expect(asked).toEqual([]);
    row.is_open = false;
    resolve();
    await pass(10 * second);
    expect([asked, applied, reads]).toEqual([[], [], 1]);
  });

  it('waits for the node as long as that takes, then 10 s for the session', async () => {
    [isReady, sessions] = [false, []];
    reconciler.reconcile('a');
    await pass(60 * second);
    isReady = true;
    await pass(11 * second);
    expect([asked, applied]).toEqual([[], []]);
    await pass(2 * second);
    expect(applied).toMatchObject([{ step: 'ended', error_code: 'SESSION_GONE', attempt_id: 'a' }]);
  });

  it('is about the session under its new name, known by its pane, on its own node', async () => {
    const other = aSession({ name: 'other', node: 'far', pane_id: '%99' });
    sessions = [other, { ...w1, node: 'near' }, { ...w1, name: 'new' }];
    attempts.add({ attemptId: 'a', promptId: 7, session: { node: 'far', name: 'w1' } });
    reconciler.reconcile('a');
    await pass(0);
    expect(asked).toMatchObject([{ session: 'new' }]);
    expect(attempts.all().map(({ session }) => session)).toEqual([{ node: 'far', name: 'new' }]);
    expect(marks).toEqual(['w1 7', 'w1 null', 'new 7']);
    sessions.push(w1);
    reconciler.reconcile('a');
    await pass(0);
    expect(asked.at(-1)).toMatchObject({ session: 'w1' });
  });

  it('comes at once when a node was read or a session appeared', async () => {
    sessions = [];
    reconciler.reconcile('a');
    await pass(0);
    sessions = [w1];
    reconciler.hurry();
    await pass(0);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['sending', 'FAILED', 3, [{ step: 'unconfirmed', evidence: 'no answer' }]],
    ['typed', 'FAILED', 3, [{ step: 'unconfirmed', evidence: 'no answer' }]],
    ['submitted', 'FAILED', 11, []],
    ['sending', 'NO_SESSION', 11, []],
  ] as const)('goes on every 2 s, at "%s" after %s: %i times in 20 s', async (state, code, times, steps) => {
    row.state = state;
    refusal = new NodeLinkError(code, 'no answer');
    reconciler.reconcile('a');
    await pass(20 * second);
    expect(asked).toHaveLength(times);
    expect(applied).toMatchObject(steps);
  });

  it('is tried again when the database is away, and ends with stop', async () => {
    isReadable = false;
    reconciler.reconcile('a');
    await pass(3 * second);
    isReadable = true;
    await pass(1 * second);
    expect(asked).toHaveLength(1);
    isReadable = false;
    reconciler.reconcile('a');
    await pass(1 * second);
    reconciler.sessionGone('a', 'killed');
    attempts.add({ attemptId: 'a', promptId: 7, session: { node: 'far', name: 'w1' } });
    reconciler.start();
    reconciler.stop();
    [isReadable, sessions] = [true, []];
    await pass(60 * second);
    expect([asked.length, applied]).toEqual([1, []]);
  });
});

describe('a session that went away under an attempt', () => {
  it.each([
    ['sending', { step: 'unconfirmed' }],
    ['typed', { step: 'ended', error_code: 'SESSION_GONE', error: 'session w1 ended: killed' }],
  ])('ends it at "%s" after 5 s in which its node said nothing', async (state, step) => {
    [row.state, sessions] = [state, []];
    reconciler.sessionGone('a', 'killed');
    await pass(4_900);
    expect(applied).toEqual([]);
    await pass(100);
    expect(applied).toMatchObject([{ ...step, evidence: 'killed' }]);
    expect(asked).toEqual([]);
  });

  it.each<[string, () => void, number]>([
    ['its end was said meanwhile', () => void Object.assign(row, { is_open: false }), 0],
    ['it is back under its name', () => void sessions.push(w1), 1],
  ])('ends nothing when %s', async (_what, happens, times) => {
    sessions = [];
    reconciler.sessionGone('a', 'killed');
    await pass(1 * second);
    happens();
    await pass(10 * second);
    expect([asked.length, applied, reads]).toEqual([times, [], times + 1]);
  });

  it('is ended when the database is back', async () => {
    [isReadable, sessions] = [false, []];
    reconciler.sessionGone('a', 'killed');
    await pass(10 * second);
    isReadable = true;
    await pass(2 * second);
    expect(applied).toMatchObject([{ step: 'ended', error_code: 'SESSION_GONE' }]);
  });

  it('is asked about when its node is back', async () => {
    isReady = false;
    reconciler.sessionGone('a', 'out of reach');
    await pass(30 * second);
    expect([asked, applied]).toEqual([[], []]);
    isReady = true;
    await pass(2 * second);
    expect(asked).toHaveLength(1);
  });
});

it('every open attempt is asked about in rounds of 20 s, from the second round that finds it on', async () => {
  attempts.add({ attemptId: 'a', promptId: 7, session: { node: 'far', name: 'w1' } });
  reconciler.start();
  await pass(19_900);
  expect(asked).toEqual([]);
  await pass(20 * second);
  expect(asked).toHaveLength(1);
  attempts.remove('a');
  await pass(60 * second);
  expect(asked).toHaveLength(1);
});
