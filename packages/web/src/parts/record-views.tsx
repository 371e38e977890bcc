import { Link, useLocation } from 'react-router';
import type { KindOfRecord } from '../lib/record-kinds.ts';
import { recordWords } from '../lib/record-words.ts';
import classes from './record-views.module.css';

/** List or board of the same records; the filters go along. */
export function RecordViews({ kind, current }: { kind: KindOfRecord; current: 'list' | 'board' }) {
  const { search } = useLocation();
  const { path } = recordWords[kind.kind];
  const views = [
    ['list', 'List', path],
    ['board', 'Board', `${path}/board`],
  ] as const;
  return (
    <nav className={classes.views} aria-label="View">
      {views.map(([name, label, to]) => (
        <Link
          key={name}
          to={to + search}
          className={classes.view}
          aria-current={name === current ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
