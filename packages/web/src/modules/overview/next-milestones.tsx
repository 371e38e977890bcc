import { type Milestone, milestoneRecords } from '@architect/contracts/milestones';
import { Link } from 'react-router';
import { titleOf } from '../../lib/record-kinds.ts';
import { useProjects, useRecords } from '../../lib/records.ts';
import { MilestoneProgress } from '../../parts/milestone-progress.tsx';
import { RecordDay } from '../../parts/record-day.tsx';
import { Panel } from '../../ui/panel.tsx';
import { More } from './more.tsx';
import classes from './next-milestones.module.css';

const query = { status: 'active', sort: 'target_date', per_page: 50 };
const shownAtMost = 4;

/** The milestones that are worked on, the next due one first; nothing while there is none. */
export function NextMilestones() {
  const active = useRecords<Milestone>({ kind: 'milestone', endpoints: milestoneRecords }, query);
  const projects = useProjects();
  const items = active.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel
      title="Milestones"
      count={active.data?.pagination.total}
      flush
      actions={<More to="/milestones" label="All milestones" />}
    >
      <ul className={classes.list}>
        {inOrder(items)
          .slice(0, shownAtMost)
          .map((one) => (
            <li key={one.id}>
              <Link to={`/milestones/${one.id}`} className={classes.row}>
                <span className={classes.name}>
                  {titleOf(one)}{' '}
                  <span className={classes.project}>
                    {projects.find(({ id }) => id === one.project_id)?.name}
                  </span>
                </span>
                <MilestoneProgress progress={one.progress} />
                <span className={classes.day}>
                  <RecordDay day={one.target_date ?? ''} isOpen />
                </span>
              </Link>
            </li>
          ))}
      </ul>
    </Panel>
  );
}

/** Those without a day come last. */
function inOrder(milestones: readonly Milestone[]): Milestone[] {
  return milestones.toSorted((a, b) => (a.target_date ?? '9999').localeCompare(b.target_date ?? '9999'));
}
