import type { Activity } from '@architect/contracts/activity';
import { Link } from 'react-router';
import { Ago } from '../ui/ago.tsx';
import classes from './activity-rows.module.css';

/** Who did what to what, newest first. */
export function ActivityRows({
  activity,
  detailed = false,
}: {
  activity: readonly Activity[];
  detailed?: boolean;
}) {
  return (
    <ul className={classes.list}>
      {activity.map((entry) => (
        <li key={entry.id} className={classes.row}>
          <span className={classes.what}>
            <b>{entry.actor}</b> {entry.action.replaceAll(/[._]/g, ' ')} <Entity entry={entry} />
          </span>
          <span className={classes.when}>
            <Ago at={entry.created_at} />
          </span>
          {detailed && Object.keys(entry.details).length > 0 ? (
            <code className={classes.details}>{JSON.stringify(entry.details)}</code>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Entity({ entry }: { entry: Activity }) {
  if (entry.entity_id === null) return null;
  const path = pathOf(entry.entity_type, entry.entity_id);
  const words =
    entry.entity_type === 'session' ? entry.entity_id : `${entry.entity_type ?? ''} #${entry.entity_id}`;
  return path ? <Link to={path}>{words}</Link> : <span>{words}</span>;
}

function pathOf(type: string | null, id: string): string | null {
  if (type === 'prompt') return `/prompts/${id}`;
  if (type === 'session') return `/sessions/${encodeURIComponent(id)}`;
  return null;
}
