import { Center, Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { LoginProvider } from '../lib/app-context.tsx';
import { LiveSync } from '../lib/live-sync.tsx';
import { useLoginQuery } from '../lib/login.ts';
import { Fault } from '../ui/loaded.tsx';
import { Shell } from './shell.tsx';

const SignInPage = lazy(async () => ({
  default: (await import('../modules/sign-in/sign-in-page.tsx')).SignInPage,
}));

/** Nobody sees the shell without a login; the address stays, so that signing in leads to the page asked for. */
export function Gate() {
  const { data: login, error, isFetching, refetch } = useLoginQuery();
  if (login === null)
    return (
      <Suspense fallback={<Waiting />}>
        <SignInPage />
      </Suspense>
    );
  if (login)
    return (
      <LoginProvider login={login}>
        <LiveSync>
          <Shell />
        </LiveSync>
      </LoginProvider>
    );
  if (error)
    return (
      <Center component="main" mih="100dvh">
        <Fault error={error} busy={isFetching} onRetry={() => void refetch()} />
      </Center>
    );
  return <Waiting />;
}

function Waiting() {
  return (
    <Center component="main" mih="100dvh">
      <Loader size="sm" aria-label="Loading" />
    </Center>
  );
}
