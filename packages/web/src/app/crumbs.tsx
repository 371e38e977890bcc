import { Fragment } from 'react';
import { Link, useMatches } from 'react-router';
import classes from './crumbs.module.css';

type Crumb = string | ((params: Record<string, string | undefined>) => string);

/** Where one is, from the `crumb` of each matched route. */
export function Crumbs() {
  const crumbs = useMatches().flatMap((match) => {
    const crumb = crumbOf(match.handle);
    if (!crumb) return [];
    return [{ path: match.pathname, text: typeof crumb === 'string' ? crumb : crumb(match.params) }];
  });
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

function crumbOf(handle: unknown): Crumb | null {
  if (typeof handle !== 'object' || handle === null || !('crumb' in handle)) return null;
  // Route handles are untyped in react-router; ours are written in the modules' index files.
  return handle.crumb as Crumb;
}
