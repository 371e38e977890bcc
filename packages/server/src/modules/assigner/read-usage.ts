import type { UsageReport } from '@architect/contracts/usage';
import type { ModuleContext } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import type { AssignerTables } from './tables.ts';
import { addUp, usageByProvider } from './usage-store.ts';

const dayMs = 86_400_000;

/** Sums over the last days; a fraction of a day is possible. */
export async function readUsage(
  days: number,
  { db, clock }: Pick<ModuleContext, 'db' | 'clock'>,
): Promise<UsageReport> {
  const since = Math.round(clock.now() - days * dayMs);
  const rows = await usageByProvider(db.tables<AssignerTables>(), since);
  return { since: toTime(since), total: addUp(rows), by_provider: rows };
}
