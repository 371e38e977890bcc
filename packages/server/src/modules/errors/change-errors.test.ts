import { errorBulkEndpoints } from '@architect/contracts/error-bulk';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { recordPartEndpoints } from '@architect/contracts/record-parts';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { changeErrors, linkBugToError } = errorBulkEndpoints;
const { reportError, getError, createBugOfError } = errorGroupEndpoints;

async function startWithErrors(engine: 'sqlite' | 'postgres') {
  const tracker = await startTracker(engine);
  const { request } = tracker;
  const report = async (source: string) =>
    (await request(reportError, { body: { message: 'no card', source } })).body.id;
  const read = async (id: number) => (await request(getError, { params: { id } })).body.data;
  return { ...tracker, report, read };
}

eachDatabase((_open, engine) => {
  it('does one act on many errors, and says of each what became of it', async () => {
    const { request, report, read, server, audited } = await startWithErrors(engine);
    const [one, other] = [await report('a.js'), await report('b.js')];
    const told: number[] = [];
    server.events.subscribe('record.changed', ({ id }) => told.push(id));
    const bulk = (body: object) =>
      request(changeErrors, { body: { ids: [other, 999, one], ...body } as never });
    const resolved = await bulk({ action: 'resolve', release: '2.0' });
    expect(resolved.body).toMatchObject({ changed: 2, failed: 1 });
    expect(resolved.body.data).toMatchObject([
      { id: other, ok: true, data: { status: 'resolved', resolved_in_release: '2.0' } },
      { id: 999, ok: false, error_code: 'NOT_FOUND' },
      { id: one, ok: true },
    ]);
    expect(told).toEqual([one, other]);
    expect(await audited('error.resolved')).toMatchObject({ changes: { status: { from: 'open' } } });
    await bulk({ action: 'ignore', reports: 5 });
    expect(await read(one)).toMatchObject({ status: 'ignored', ignored_until_count: 6, resolved_at: null });
    await bulk({ action: 'reopen' });
    await bulk({ action: 'assign', assigned_to: 'ada' });
    expect(await read(other)).toMatchObject({ status: 'open', assigned_to: 'ada' });
    expect((await bulk({ action: 'burn' })).body.error).toContain('action: must be one of resolve, ignore');
    for (const body of [{ action: 'assign' }, { action: 'reopen', release: '1' }])
      expect((await bulk(body)).status).toBe(400);
    expect((await request(changeErrors, { body: { ids: [], action: 'reopen' } })).status).toBe(400);
  });

  it('belongs to a bug that was there already, to another one only when that is meant', async () => {
    const { request, report, read, aBug } = await startWithErrors(engine);
    const id = await report('a.js');
    const [first, second] = [await aBug(), await aBug()];
    const link = (body: { bug_id: number | null; force?: boolean }) =>
      request(linkBugToError, { params: { id }, body });
    const related = async (bugId: number) =>
      (
        await request(recordPartEndpoints.listRelations, { params: { kind: 'bug', id: bugId } })
      ).body.data.map(({ type, other }) => [type, other.kind, other.id]);
    expect((await link({ bug_id: first.id })).body.data.bug_id).toBe(first.id);
    expect(await related(first.id)).toEqual([['caused_by', 'error', id]]);
    expect((await request(createBugOfError, { params: { id } })).body.bug_id).toBe(first.id);
    expect(await link({ bug_id: second.id })).toMatchObject({
      status: 409,
      body: { details: { bug_id: first.id } },
    });
    await link({ bug_id: second.id, force: true });
    expect([await related(first.id), (await related(second.id)).length]).toEqual([[], 1]);
    expect((await link({ bug_id: 999, force: true })).status).toBe(404);
    await link({ bug_id: null });
    expect([(await read(id)).bug_id, await related(second.id)]).toEqual([null, []]);
  });
});
