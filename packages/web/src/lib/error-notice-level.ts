import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

/** Of which errors this browser tells when they are new or back. */
export type ErrorNoticeLevel = 'critical' | 'error' | 'none';

const key = 'architect.error-notices';
const changed = createListeners();

export function useErrorNoticeLevel(): ErrorNoticeLevel {
  return useSyncExternalStore(changed.add, readErrorNoticeLevel);
}

export function readErrorNoticeLevel(): ErrorNoticeLevel {
  const saved = localStorage.getItem(key);
  return saved === 'error' || saved === 'none' ? saved : 'critical';
}

export function setErrorNoticeLevel(level: ErrorNoticeLevel): void {
  localStorage.setItem(key, level);
  changed.tell();
}
