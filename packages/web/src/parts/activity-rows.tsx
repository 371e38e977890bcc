import type { Activity } from '@architect/contracts/activity';
import { Link } from 'react-router';
import { activityWords } from '../lib/activity-words.ts';
import { plainText } from '../lib/plain-text.ts';
import { Ago } from '../ui/ago.tsx';
import classes from './activity-rows.module.css';

/** Who did what to what, newest first. `detailed` adds what is known besides. */
export function ActivityRows({
  activity,
  detailed = false,
}: {
  activity: readonly Activity[];
  detailed?: boolean;
}) {
  return (
    <ul className={classes.list} data-detailed={detailed || undefined} aria-label="Activity">
      {activity.map((entry) => (
        <Row key={entry.id} entry={entry} detailed={detailed} />
      ))}
    </ul>
  );
}

function Row({ entry, detailed }: { entry: Activity; detailed: boolean }) {
  const { verb, object, title, details } = activityWords(entry);
  return (
    <li className={classes.row}>
      <span className={classes.what}>
        <b>{plainText(entry.actor)}</b> {verb}{' '}
        {object?.path ? <Link to={object.path}>{object.words}</Link> : <span>{object?.words}</span>}
        {title === null ? null : <span className={classes.title}> {title}</span>}
      </span>
      <span className={classes.when}>
        <Ago at={entry.created_at} />
      </span>
      {detailed && details !== '' ? <span className={classes.details}>{details}</span> : null}
    </li>
  );
}
