import { Anchor } from '@mantine/core';
import { useEffect } from 'react';
import { Link, useRouteError } from 'react-router';
import { reportOwnError } from '../lib/report-own-errors.ts';
import { Fault } from '../ui/loaded.tsx';
import { Nothing } from '../ui/nothing.tsx';
import { Page } from '../ui/page.tsx';

/** A page that broke: the frame stays, and so does everything else. */
export function PageFault() {
  const error = useRouteError();
  useEffect(() => reportOwnError(error), [error]);
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
