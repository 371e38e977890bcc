import { useNow } from '../lib/now.ts';
import classes from './record-day.module.css';

/** A day, and whether it has passed while there is still something to do. */
export function RecordDay({ day, isOpen }: { day: string; isOpen: boolean }) {
  const now = useNow();
  if (day === '') return <span className={classes.none}>–</span>;
  const isLate = isOpen && day < localDay(now);
  return (
    <time dateTime={day} className={isLate ? classes.late : undefined}>
      {new Date(`${day}T00:00`).toLocaleDateString(undefined, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
      })}
      {isLate ? <span className={classes.word}> overdue</span> : null}
    </time>
  );
}

function localDay(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
