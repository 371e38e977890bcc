import type { Autopilot } from '@architect/contracts/autopilot';
import { toTime } from '../../platform/time.ts';
import { recentSteps } from './step-store.ts';
import type { SettingsRow, Source } from './tables.ts';

const dayMs = 86_400_000;

/** Why a prompt has to wait, and until when (epoch ms) where that is known. */
export interface Wait {
  because: string;
  until: number | null;
}

/** Of the 24 hours before `now`. */
export async function spentOf(source: Source, projectId: number, now: number): Promise<Autopilot['spent']> {
  const steps = (await recentSteps(source, projectId, now - dayMs)).filter(inDay(now));
  const told = steps.flatMap(({ cost_usd }) => (cost_usd === null ? [] : [cost_usd]));
  return {
    prompts: steps.length,
    cost_usd: told.length === 0 ? null : sum(told),
    prompts_without_cost: steps.filter(({ outcome, cost_usd }) => outcome !== null && cost_usd === null)
      .length,
  };
}

/** What the budget says against one more prompt; null: nothing. */
export async function whyOverBudget(
  source: Source,
  settings: SettingsRow,
  now: number,
): Promise<Wait | null> {
  const steps = await recentSteps(source, settings.project_id, now - dayMs);
  const open = steps.filter(({ outcome }) => outcome === null).length;
  if (open >= settings.prompts_at_a_time)
    return { because: `${open} of ${settings.prompts_at_a_time} prompts at a time are open`, until: null };
  const recent = steps.filter(inDay(now));
  const { prompts_per_day: most, cost_per_day_usd: limit } = settings;
  if (recent.length >= most)
    return waitFor(
      recent[recent.length - most],
      `${recent.length} of ${most} prompts within 24 hours are used`,
    );
  if (limit === null) return null;
  const costs = recent.filter(({ cost_usd }) => cost_usd !== null);
  const cost = sum(costs.map(({ cost_usd }) => cost_usd ?? 0));
  if (cost < limit) return null;
  let left = cost;
  // The first prompt whose cost must be a day old.
  const last = costs.find(({ cost_usd }) => {
    left -= cost_usd ?? 0;
    return left < limit;
  });
  return waitFor(last, `$${cost.toFixed(2)} of $${limit.toFixed(2)} within 24 hours are spent`);
}

function waitFor(step: { created_at: number } | undefined, because: string): Wait {
  if (!step) return { because, until: null };
  const until = step.created_at + dayMs + 1;
  return { because: `${because}; it goes on at ${toTime(until).slice(0, 16).replace('T', ' ')} UTC`, until };
}

const inDay =
  (now: number) =>
  ({ created_at }: { created_at: number }): boolean =>
    created_at >= now - dayMs;

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
