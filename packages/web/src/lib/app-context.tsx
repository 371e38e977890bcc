import type { LoginInfo } from '@architect/contracts/accounts';
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Api } from './api.ts';
import type { Live, LiveStatus } from './live.ts';

const ApiContext = createContext<Api | null>(null);
const LiveContext = createContext<Live | null>(null);
const LoginContext = createContext<LoginInfo | null>(null);

export function ApiProvider({ api, live, children }: { api: Api; live: Live; children: ReactNode }) {
  return (
    <ApiContext value={api}>
      <LiveContext value={live}>{children}</LiveContext>
    </ApiContext>
  );
}

export function LoginProvider({ login, children }: { login: LoginInfo; children: ReactNode }) {
  return <LoginContext value={login}>{children}</LoginContext>;
}

export function useApi(): Api {
  return present(useContext(ApiContext), 'ApiProvider');
}

export function useLive(): Live {
  return present(useContext(LiveContext), 'ApiProvider');
}

/** Who is signed in; only below the sign-in gate. */
export function useLogin(): LoginInfo {
  return present(useContext(LoginContext), 'LoginProvider');
}

/** Operators and admins act; viewers only look. */
export function useMayAct(): boolean {
  return useLogin().role !== 'viewer';
}

export function useLiveStatus(): LiveStatus {
  const live = useLive();
  return useSyncExternalStore(live.onStatus, live.status);
}

function present<T>(value: T | null, provider: string): T {
  if (value === null) throw new Error(`used outside ${provider}`);
  return value;
}
