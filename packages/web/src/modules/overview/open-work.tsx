import type { RecordKind } from '@architect/contracts/records';
import { Link } from 'react-router';
import { recordWords } from '../../lib/record-words.ts';
import { type Stats, useStats } from '../../lib/stats.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './open-work.module.css';

type Counted = keyof Stats['open_critical'];
const kinds: readonly { kind: RecordKind; counted: Counted; open: readonly string[] }[] = [
  { kind: 'bug', counted: 'bugs', open: ['open', 'in_progress'] },
  { kind: 'feature', counted: 'features', open: ['draft', 'spec', 'in_progress', 'review', 'blocked'] },
  { kind: 'devops_task', counted: 'devops_tasks', open: ['open', 'in_progress', 'blocked'] },
];

/** How much is open of each kind; each figure leads to its list. */
export function OpenWork() {
  const stats = useStats().data;
  return (
    <Panel title="Open work" flush>
      <ul className={classes.list}>
        <OpenErrors stats={stats} />
        {kinds.map(({ kind, counted, open }) => {
          const { one, many, path } = recordWords[kind];
          const total = stats && open.reduce((sum, status) => sum + (stats[counted][status] ?? 0), 0);
          const critical = stats?.open_critical[counted] ?? 0;
          return (
            <li key={kind} className={classes.item}>
              <Link to={path} className={classes.link}>
                <b className={classes.count}>{total ?? '–'}</b> {total === 1 ? one : many}
              </Link>
              {critical > 0 ? (
                <Link to={`${path}?priority=critical`} className={classes.urgent}>
                  {critical} critical
                </Link>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function OpenErrors({ stats }: { stats: Stats | undefined }) {
  const open = stats ? (stats.errors.open ?? 0) + (stats.errors.in_progress ?? 0) : '–';
  const reports = stats?.errors_24h.total ?? 0;
  return (
    <li className={classes.item}>
      <Link to="/errors" className={classes.link}>
        <b className={classes.count}>{open}</b> {open === 1 ? 'error' : 'errors'}
      </Link>
      {reports > 0 ? (
        <span className={classes.note}>
          {reports.toLocaleString('en')} {reports === 1 ? 'report' : 'reports'} in 24 h
        </span>
      ) : null}
    </li>
  );
}
