import type { ReactNode } from 'react';
import classes from './nothing.module.css';

/** An empty state: says what would be here and what to do to get it. */
export function Nothing(props: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.nothing}>
      <svg width="44" height="36" viewBox="0 0 44 36" aria-hidden="true" className={classes.drawing}>
        <path d="M4 34V20a18 18 0 0 1 36 0v14M15 34V22a7 7 0 0 1 14 0v12" />
        <path d="M1 34.500h42" strokeDasharray="3 3" />
      </svg>
      <p className={classes.title}>{props.title}</p>
      {props.children ? <div className={classes.text}>{props.children}</div> : null}
      {props.action}
    </div>
  );
}
