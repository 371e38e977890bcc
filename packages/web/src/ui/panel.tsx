import type { ReactNode } from 'react';
import classes from './panel.module.css';

/** A titled area of a page. `flush` lets rows touch the border. */
export function Panel(props: {
  title: string;
  count?: number | string;
  actions?: ReactNode;
  flush?: boolean;
  tone?: 'need';
  children: ReactNode;
}) {
  return (
    <section className={classes.panel} data-tone={props.tone} aria-label={props.title}>
      <header className={classes.head}>
        <h2 className={classes.title}>{props.title}</h2>
        {props.count === undefined ? null : <span className={classes.count}>{props.count}</span>}
        <div className={classes.actions}>{props.actions}</div>
      </header>
      <div className={props.flush ? undefined : classes.body}>{props.children}</div>
    </section>
  );
}
