import { bugRecords } from '@architect/contracts/bugs';
import { devopsTaskRecords } from '@architect/contracts/devops-tasks';
import { featureRecords } from '@architect/contracts/features';
import { milestoneRecords } from '@architect/contracts/milestones';
import { Link } from 'react-router';
import { recordWords } from '../../lib/record-words.ts';
import { useRecords } from '../../lib/records.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './open-work.module.css';

const kinds = [
  { kind: 'bug', endpoints: bugRecords, open: 'open,in_progress' },
  { kind: 'feature', endpoints: featureRecords, open: 'draft,spec,in_progress,review,blocked' },
  { kind: 'devops_task', endpoints: devopsTaskRecords, open: 'open,in_progress,blocked' },
  { kind: 'milestone', endpoints: milestoneRecords, open: 'planned,active' },
] as const;

/** How much is open of each kind; each figure leads to its list. */
export function OpenWork() {
  return (
    <Panel title="Open work" flush>
      <ul className={classes.list}>
        {kinds.map((one) => (
          <OpenOf key={one.kind} {...one} />
        ))}
      </ul>
    </Panel>
  );
}

function OpenOf({ kind, endpoints, open }: (typeof kinds)[number]) {
  const all = useRecords({ kind, endpoints }, { status_in: open, per_page: 1 });
  const hasPriority = kind !== 'milestone';
  const critical = useRecords(
    { kind, endpoints },
    { status_in: open, priority: 'critical', per_page: 1 },
    hasPriority,
  );
  const { many, path } = recordWords[kind];
  const urgent = hasPriority ? (critical.data?.pagination.total ?? 0) : 0;
  return (
    <li className={classes.item}>
      <Link to={path} className={classes.link}>
        <b className={classes.count}>{all.data?.pagination.total ?? '–'}</b> {many}
      </Link>
      {urgent > 0 ? (
        <Link to={`${path}?priority=critical`} className={classes.urgent}>
          {urgent} critical
        </Link>
      ) : null}
    </li>
  );
}
