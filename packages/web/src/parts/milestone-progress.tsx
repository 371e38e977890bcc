import type { Milestone, MilestoneProgress as Progress } from '@architect/contracts/milestones';
import type { PageRecord } from '../lib/record-kinds.ts';
import classes from './milestone-progress.module.css';

/** How much of a milestone is done, as a bar and in figures. */
export function MilestoneProgress({ progress }: { progress: Progress }) {
  const { done, total, percent } = progress;
  if (total === 0) return <span className={classes.none}>nothing in it</span>;
  return (
    <span className={classes.progress}>
      <svg className={classes.bar} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" className={classes.whole} />
        <rect width={percent} height="6" className={classes.done} />
      </svg>
      <span className={classes.words}>
        {percent} % <span className={classes.none}>{`${done}/${total}`}</span>
      </span>
    </span>
  );
}

export function isMilestone(record: PageRecord): record is Milestone {
  return 'progress' in record;
}
