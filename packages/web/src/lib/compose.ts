import { useSyncExternalStore } from 'react';

export interface ComposeWish {
  targetSession?: string;
  content?: string;
}

let wish: ComposeWish | null = null;
const listeners = new Set<() => void>();

function set(next: ComposeWish | null) {
  wish = next;
  for (const listener of listeners) listener();
}

/** Opens the compose drawer from any page, optionally with a target. */
export function openCompose(next: ComposeWish = {}): void {
  set(next);
}

export function closeCompose(): void {
  set(null);
}

/** Null while the drawer is closed. */
export function useComposeWish(): ComposeWish | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wish,
  );
}
