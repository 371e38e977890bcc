import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLogin } from '../lib/app-context.tsx';
import { delayed } from '../lib/live-sync.tsx';
import { useExtendLogin, useLoginQuery } from '../lib/login.ts';
import { useAct } from '../lib/use-act.tsx';
import classes from './expiry-warning.module.css';

/** From `warn_before` seconds before the login ends: says so and offers to stay. */
export function ExpiryWarning() {
  const login = useLogin();
  const { dataUpdatedAt, refetch } = useLoginQuery();
  const extend = useExtendLogin();
  const act = useAct();
  const [endsSoon, setEndsSoon] = useState(false);
  useEffect(() => {
    const endsAtMs = dataUpdatedAt + login.expires_in * 1000;
    const warnInMs = endsAtMs - login.warn_before * 1000 - Date.now();
    if (warnInMs <= 0) {
      setEndsSoon(true);
      return delayed(Math.max(0, endsAtMs - Date.now()) + 1_000, () => void refetch());
    }
    setEndsSoon(false);
    // Other work may have extended the login meanwhile: ask once before warning.
    return delayed(Math.min(warnInMs, 2 ** 31 - 1), () => void refetch());
  }, [login, dataUpdatedAt, refetch]);
  if (!endsSoon) return null;
  return (
    <div className={classes.warning} role="alert">
      <span>You are signed out soon, because nothing was done for a while.</span>
      <Button
        variant="default"
        loading={extend.isPending}
        onClick={() => void act(() => extend.mutateAsync(), 'You stay signed in.')}
      >
        Stay signed in
      </Button>
    </div>
  );
}
