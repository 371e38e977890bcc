import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

/** What a drawer is wanted for, so that any page can open it. `useWish` is null while nothing is wanted. */
export function createWish<Wish>() {
  let wish: Wish | null = null;
  const listeners = createListeners<[]>();
  return {
    set(next: Wish | null): void {
      wish = next;
      listeners.tell();
    },
    useWish: (): Wish | null => useSyncExternalStore(listeners.add, () => wish),
  };
}
