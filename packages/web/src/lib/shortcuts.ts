import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { isForShortcuts, type KeyPress, matchShortcut } from './key-sequence.ts';

export interface Shortcut {
  /** One key (`c`, `?`, `Enter`) or two in a row (`g o`). */
  keys: string;
  does: string;
  run(): void;
}

/** The group of the shell's own keys. */
export const everywhere = 'Everywhere';

interface Registration {
  group: string;
  shortcuts: readonly Shortcut[];
}

const registrations = new Map<symbol, Registration>();
const listeners = new Set<() => void>();
let snapshot: readonly Registration[] = [];

function changed() {
  snapshot = [...registrations.values()];
  for (const listener of listeners) listener();
}

/** Binds keys while the component is mounted and lists them in the `?` sheet. Later registrations win. */
export function useShortcuts(group: string, shortcuts: readonly Shortcut[]): void {
  const id = useRef(Symbol(group)).current;
  // Before the paint: what is seen can be answered by key at once.
  useLayoutEffect(() => {
    registrations.set(id, { group, shortcuts });
    changed();
  }, [id, group, shortcuts]);
  useLayoutEffect(
    () => () => {
      registrations.delete(id);
      changed();
    },
    [id],
  );
}

/** What the `?` sheet shows. */
export function useShortcutList(): readonly Registration[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}

/**
 * What a page binds wins over what works everywhere, whichever was mounted first: opened by its address, a page is
 * mounted before the shell around it.
 */
function inOrderOfRank(): readonly Registration[] {
  const rank = ({ group }: Registration) => Number(group === everywhere);
  return [...registrations.values()].reverse().toSorted((a, b) => rank(a) - rank(b));
}

/** Listens on the window; mounted once by the shell. */
export function useShortcutKeys(): void {
  const previous = useRef<KeyPress | null>(null);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.repeat || !isForShortcuts(event)) return;
      const press = { key: event.key, atMs: event.timeStamp };
      const bound = inOrderOfRank().flatMap((one) => one.shortcuts);
      const match = matchShortcut(
        bound.map((one) => one.keys),
        previous.current,
        press,
      );
      previous.current = match ? null : press;
      const shortcut = bound.find((one) => one.keys === match);
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
