import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useLive } from '../lib/app-context.tsx';
import { lookForNewVersion, type Outdated, useOutdated } from '../lib/new-version.ts';
import classes from './expiry-warning.module.css';

export const outdatedWords: Record<Exclude<Outdated, null>, string> = {
  'new-version': 'A new version runs on the server. What you write is kept; this page is still the old one.',
  'part-missing': 'A part of this page could not be loaded.',
};

/** Offers to load the page again when the server has another version of it; never does so by itself. */
export function NewVersionSign() {
  const live = useLive();
  const outdated = useOutdated();
  useEffect(() => live.onGap(() => void lookForNewVersion()), [live]);
  if (outdated === null) return null;
  return (
    <div className={classes.warning} role="alert">
      <span>{outdatedWords[outdated]}</span>
      <Button variant="default" onClick={() => location.reload()}>
        {outdated === 'new-version' ? 'Reload: a new version runs' : 'Reload'}
      </Button>
    </div>
  );
}
