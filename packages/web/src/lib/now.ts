import { useSyncExternalStore } from 'react';

const tickMs = 5_000;
const listeners = new Set<() => void>();
const clock = { nowMs: Date.now(), ticking: false };

function wait() {
  clock.ticking = listeners.size > 0;
  if (clock.ticking) setTimeout(tick, tickMs);
}

function tick() {
  clock.nowMs = Date.now();
  for (const listener of listeners) listener();
  wait();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (!clock.ticking) {
    clock.nowMs = Date.now();
    wait();
  }
  return () => {
    listeners.delete(listener);
  };
}

/** Epoch ms, shared by every relative time on the page and renewed every five seconds while one is shown. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => clock.nowMs);
}
