import { useSyncExternalStore } from 'react';

const tickMs = 5_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;

function tick() {
  nowMs = Date.now();
  for (const listener of listeners) listener();
  timer = listeners.size > 0 ? setTimeout(tick, tickMs) : undefined;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setTimeout(tick, tickMs);
  return () => {
    listeners.delete(listener);
  };
}

/** Epoch ms, shared by every relative time on the page and renewed every five seconds while one is shown. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
