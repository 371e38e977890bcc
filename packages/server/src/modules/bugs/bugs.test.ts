import { bugEndpoints, responseHours } from '@architect/contracts/bugs';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { changeBug } = bugEndpoints;
const hourMs = 3_600_000;

eachDatabase((_open, engine) => {
  it.each(Object.entries(responseHours))(
    'with priority %s waits %d hours at most for a response',
    async (priority, hours) => {
      const clock = createMovableClock();
      const { request, aBug } = await startTracker(engine, { clock });
      const bug = await aBug({ priority: priority as 'high' });
      expect(Date.parse(bug.respond_by) - Date.parse(bug.created_at)).toBe(hours * hourMs);
      expect(bug.responded_at).toBeNull();
      clock.advance(60_000);
      const taken = await request(changeBug, { params: { id: bug.id }, body: { assigned_to: 'ada' } });
      expect(
        Date.parse(taken.body.data.responded_at ?? '') - Date.parse(bug.created_at),
      ).toBeGreaterThanOrEqual(60_000);
      const urgent = await request(changeBug, { params: { id: bug.id }, body: { priority: 'critical' } });
      expect(urgent.body.data.respond_by).toBe(bug.created_at);
    },
  );

  it('measures how long it lived, and forgets that when it is opened again', async () => {
    const clock = createMovableClock();
    const { request, aBug } = await startTracker(engine, { clock });
    const { id, priority } = await aBug({ severity: 'critical' });
    expect(priority).toBe('critical');
    clock.advance(3 * hourMs);
    const move = async (status: 'open' | 'resolved' | 'closed' | 'in_progress') =>
      (await request(changeBug, { params: { id }, body: { status } })).body;
    const { resolution_hours, status } = (await move('resolved')).data;
    expect(status).toBe('resolved');
    expect(resolution_hours).toBeCloseTo(3, 1);
    clock.advance(hourMs);
    expect((await move('closed')).data.resolution_hours).toBe(resolution_hours);
    expect((await move('in_progress')).error).toContain('closed cannot become in_progress');
    expect((await move('open')).data).toMatchObject({ resolution_hours: null, resolved_at: null });
  });
});
