import { Fragment } from 'react';
import { Link } from 'react-router';
import classes from './crumbs.module.css';
import { useCrumbs } from './use-crumbs.ts';

/** Where one is, and the way back. */
export function Crumbs() {
  const crumbs = useCrumbs();
  return (
    <nav aria-label="Breadcrumbs" className={classes.crumbs}>
      {crumbs.map(({ path, text }, index) => (
        <Fragment key={path}>
          {index > 0 ? <span aria-hidden="true">/</span> : null}
          {index < crumbs.length - 1 ? (
            <Link to={path} className={classes.link}>
              {text}
            </Link>
          ) : (
            <span className={classes.here} aria-current="page">
              {text}
            </span>
          )}
        </Fragment>
      ))}
    </nav>
  );
}
