import type { ActivityDay } from '@architect/contracts/activity';
import type { Clock, Database } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { type Conditions, countByDay } from './store.ts';

const dayMs = 86_400_000;

/** The last days up to today in UTC, oldest first; a day on which nothing happened is one of them. */
export async function readTimeline(
  { days, conditions }: { days: number; conditions: Conditions },
  { db, clock }: { db: Database; clock: Clock },
): Promise<ActivityDay[]> {
  const today = Math.floor(clock.now() / dayMs);
  const first = today - days + 1;
  const counts = Map.groupBy(await countByDay(db, first * dayMs, conditions), ({ day }) => day);
  return Array.from({ length: days }, (_, index) => {
    const own = counts.get(first + index) ?? [];
    return {
      day: toTime((first + index) * dayMs).slice(0, 10),
      total: own.reduce((sum, { count }) => sum + count, 0),
      by_entity: Object.fromEntries(own.map(({ entity_type, count }) => [entity_type ?? 'other', count])),
    };
  });
}
