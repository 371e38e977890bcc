import type { ErrorEvent } from '@architect/contracts/error-groups';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { plainText } from '../../lib/plain-text.ts';
import classes from './breadcrumb-list.module.css';

const fewShown = 12;

/** What the application did before, the latest first. */
export function BreadcrumbList({ breadcrumbs }: { breadcrumbs: ErrorEvent['breadcrumbs'] }) {
  const [all, setAll] = useState(false);
  const latestFirst = [...breadcrumbs].reverse();
  const shown = all ? latestFirst : latestFirst.slice(0, fewShown);
  return (
    <>
      <ol className={classes.list}>
        {shown.map((crumb, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: crumbs of one report never change.
          <li key={index} data-level={crumb.level}>
            <span className={classes.category}>{plainText(crumb.category || crumb.level)}</span>
            <span className={classes.message}>{plainText(crumb.message)}</span>
            <span className={classes.at}>
              {crumb.at === null ? '' : new Date(crumb.at).toLocaleTimeString()}
            </span>
          </li>
        ))}
      </ol>
      {all || latestFirst.length <= fewShown ? null : (
        <div className={classes.more}>
          <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
            {latestFirst.length - fewShown} earlier
          </Button>
        </div>
      )}
    </>
  );
}
