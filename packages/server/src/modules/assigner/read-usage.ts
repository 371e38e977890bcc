import type { UsageReport, UsageSums } from '@architect/contracts/usage';
import type { ModuleContext } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import type { AssignerTables } from './tables.ts';
import { addUp, sumUsage } from './usage-store.ts';

const dayMs = 86_400_000;

/** Sums over the last days; a fraction of a day is possible. */
export async function readUsage(
  wish: { days: number; working_dir?: string | undefined },
  { db, clock }: Pick<ModuleContext, 'db' | 'clock'>,
): Promise<UsageReport> {
  const since = Math.round(clock.now() - wish.days * dayMs);
  const tables = db.tables<AssignerTables>();
  const chosen = { since, workingDir: wish.working_dir ?? null };
  const providers = (await sumUsage(tables, 'provider', chosen)).sort(mostTurns);
  const directories = (await sumUsage(tables, 'working_dir', chosen)).sort(mostTurns);
  const days = (await sumUsage(tables, 'day', chosen)).sort((a, b) => Number(b.group) - Number(a.group));
  return {
    since: toTime(since),
    total: addUp(providers),
    by_provider: providers.map(({ group, ...sums }) => ({ provider: group ?? 'unknown', ...sums })),
    by_directory: directories.map(({ group, ...sums }) => ({ working_dir: group, ...sums })),
    by_day: days.map(({ group, ...sums }) => ({ day: toTime(Number(group) * dayMs).slice(0, 10), ...sums })),
  };
}

type Sums = UsageSums & { group: string | null };

function mostTurns(a: Sums, b: Sums): number {
  return b.turns - a.turns || (a.group ?? '').localeCompare(b.group ?? '');
}
