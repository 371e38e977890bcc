import type { UsageSums } from '@architect/contracts/usage';
import { Link } from 'react-router';
import { useSessions } from '../../lib/sessions.ts';
import { useStats, useUsage } from '../../lib/stats.ts';
import { durationWords } from '../../lib/time-words.ts';
import classes from './figures.module.css';

/** The seven figures one looks at first. A dash means: not known yet. */
export function Figures() {
  const stats = useStats().data;
  const sessions = useSessions().data;
  const agents = sessions?.filter((one) => one.provider !== 'shell' && one.provider !== 'unknown');
  const usage = useUsage(1).data?.total;
  const by = stats?.prompts.by_status;
  const running = by ? (by.assigned ?? 0) + (by.in_progress ?? 0) : undefined;
  const ended = stats ? stats.prompts.completed_24h + stats.prompts.failed_24h : 0;
  const rate =
    stats && ended > 0 ? `${Math.round((100 * stats.prompts.completed_24h) / ended)} %` : undefined;
  const delivery = stats?.prompts.median_delivery_ms;
  const figures: readonly (readonly [string, string | number | undefined, string])[] = [
    ['Ready agents', agents?.filter((one) => one.deliverable).length, agents ? `of ${agents.length}` : ''],
    ['Running', running, 'prompts'],
    ['Waiting', by ? (by.pending ?? 0) : undefined, 'in the queue'],
    ['Completed', stats?.prompts.completed_24h, 'in 24 h'],
    [
      'Success',
      rate,
      stats && stats.prompts.failed_24h > 0 ? `${stats.prompts.failed_24h} failed in 24 h` : 'in 24 h',
    ],
    ['Delivery', typeof delivery === 'number' ? durationWords(delivery) : undefined, 'median'],
    ['Cost', costWords(usage), usage ? unpricedWords(usage) : ''],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([label, value, note]) => (
        <div key={label} className={classes.figure}>
          <dt className={classes.label}>{label === 'Cost' ? <Link to="/usage">{label}</Link> : label}</dt>
          <dd className={classes.value}>
            {value ?? '–'} <span className={classes.note}>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Null: no agent told it. That is not nothing. */
function costWords(usage: UsageSums | undefined): string | undefined {
  if (!usage) return undefined;
  if (usage.cost_usd !== null) return `$${usage.cost_usd.toFixed(2)}`;
  return usage.turns === 0 ? undefined : 'unknown';
}

function unpricedWords({ cost_usd: cost, turns_without_cost: unpriced }: UsageSums): string {
  return cost !== null && unpriced > 0 ? `and ${unpriced} without a price in 24 h` : 'in 24 h';
}
