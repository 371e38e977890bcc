import { bugRecords } from '@architect/contracts/bugs';
import { devopsTaskRecords } from '@architect/contracts/devops-tasks';
import { featureRecords } from '@architect/contracts/features';
import { Link } from 'react-router';
import { recordWords } from '../../lib/record-words.ts';
import { useRecords } from '../../lib/records.ts';
import { useStats } from '../../lib/stats.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './open-work.module.css';

const kinds = [
  { kind: 'bug', endpoints: bugRecords, open: 'open,in_progress' },
  { kind: 'feature', endpoints: featureRecords, open: 'draft,spec,in_progress,review,blocked' },
  { kind: 'devops_task', endpoints: devopsTaskRecords, open: 'open,in_progress,blocked' },
] as const;

/** How much is open of each kind; each figure leads to its list. */
export function OpenWork() {
  return (
    <Panel title="Open work" flush>
      <ul className={classes.list}>
        <OpenErrors />
        {kinds.map((one) => (
          <OpenOf key={one.kind} {...one} />
        ))}
      </ul>
    </Panel>
  );
}

function OpenErrors() {
  const stats = useStats().data;
  const open = stats ? (stats.errors.open ?? 0) + (stats.errors.in_progress ?? 0) : '–';
  // By severity, and nothing else.
  const reports = Object.values(stats?.errors_24h ?? {}).reduce((sum, count) => sum + count, 0);
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

function OpenOf({ kind, endpoints, open }: (typeof kinds)[number]) {
  const all = useRecords({ kind, endpoints }, { status_in: open, per_page: 1 });
  const critical = useRecords({ kind, endpoints }, { status_in: open, priority: 'critical', per_page: 1 });
  const { one, many, path } = recordWords[kind];
  const total = all.data?.pagination.total;
  const urgent = critical.data?.pagination.total ?? 0;
  return (
    <li className={classes.item}>
      <Link to={path} className={classes.link}>
        <b className={classes.count}>{total ?? '–'}</b> {total === 1 ? one : many}
      </Link>
      {urgent > 0 ? (
        <Link to={`${path}?priority=critical`} className={classes.urgent}>
          {urgent} critical
        </Link>
      ) : null}
    </li>
  );
}
