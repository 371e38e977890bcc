import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

/** Whether this browser shows a notification when a decision waits too long. `unset`: nobody was asked yet. */
export type NotifyState = 'on' | 'off' | 'unset' | 'refused' | 'impossible';

const key = 'architect.notify';
const changed = createListeners();

export function useNotifyState(): NotifyState {
  return useSyncExternalStore(changed.add, readNotifyState);
}

export function readNotifyState(): NotifyState {
  if (!('Notification' in globalThis)) return 'impossible';
  if (Notification.permission === 'denied') return 'refused';
  const saved = localStorage.getItem(key);
  if (saved === 'on' && Notification.permission === 'granted') return 'on';
  return saved === null ? 'unset' : 'off';
}

/** Asks the browser where it has to; call only when a person pressed something. */
export async function setNotify(wanted: boolean): Promise<void> {
  const isAllowed = wanted && (await Notification.requestPermission()) === 'granted';
  localStorage.setItem(key, isAllowed ? 'on' : 'off');
  changed.tell();
}
