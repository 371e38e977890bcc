import type { ReactNode } from 'react';
import classes from './page.module.css';

/** The frame of every page: one heading, its actions, the content. */
export function Page(props: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h1 className={classes.title}>{props.title}</h1>
          {props.note ? <p className={classes.note}>{props.note}</p> : null}
        </div>
        <div className={classes.actions}>{props.actions}</div>
      </div>
      {props.children}
    </div>
  );
}
