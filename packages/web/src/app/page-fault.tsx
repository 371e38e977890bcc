import { Anchor, Button } from '@mantine/core';
import { useEffect } from 'react';
import { Link, useRouteError } from 'react-router';
import { readOutdated, useOutdated } from '../lib/new-version.ts';
import { reportOwnError } from '../lib/report-own-errors.ts';
import { Fault } from '../ui/loaded.tsx';
import { Nothing } from '../ui/nothing.tsx';
import { Page } from '../ui/page.tsx';
import { outdatedWords } from './new-version-sign.tsx';

/** A page that broke: the frame stays, and so does everything else. */
export function PageFault() {
  const error = useRouteError();
  const outdated = useOutdated();
  useEffect(() => {
    // A part that is gone since the server was upgraded is no fault of the page.
    if (readOutdated() === null) reportOwnError(error);
  }, [error]);
  if (outdated !== null)
    return (
      <Page title="This page needs to be loaded again">
        <Nothing title={outdatedWords[outdated]}>
          <Button variant="default" onClick={() => location.reload()}>
            Load it again
          </Button>
        </Nothing>
      </Page>
    );
  return (
    <Page title="This page broke">
      <Fault error={error} onRetry={() => location.reload()} />
    </Page>
  );
}

export function NoSuchPage() {
  return (
    <Page title="No such page">
      <Nothing title="There is nothing at this address.">
        <Anchor component={Link} to="/">
          Go to the overview
        </Anchor>
      </Nothing>
    </Page>
  );
}
