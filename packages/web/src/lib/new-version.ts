import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

/** Why this page should be loaded again; null: it need not be. */
export type Outdated = 'new-version' | 'part-missing' | null;

let outdated: Outdated = null;
const listeners = createListeners<[]>();
export const readOutdated = (): Outdated => outdated;

export const useOutdated = (): Outdated => useSyncExternalStore(listeners.add, readOutdated);

/**
 * Asks the server for its page, and compares the entry with the one that runs here: every build gives it another name.
 * Called whenever another server answers, and when a part of the page could not be loaded.
 */
export async function lookForNewVersion(): Promise<void> {
  const here = entryOf(document.documentElement.outerHTML);
  try {
    const reply = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' });
    const there = reply.ok ? entryOf(await reply.text()) : null;
    if (there !== null && there !== here) tell('new-version');
  } catch {
    // The server is away again: the next connection asks again.
  }
}

/** Vite says so of every part of the page that cannot be loaded: https://vite.dev/guide/build#load-error-handling */
export function watchParts(): void {
  window.addEventListener('vite:preloadError', () => {
    if (outdated === null) tell('part-missing');
    void lookForNewVersion();
  });
}

function tell(next: Outdated): void {
  outdated = next;
  listeners.tell();
}

function entryOf(html: string): string | null {
  return /<script[^>]* src="(\/(?:assets|src)\/[^"]+)"/.exec(html)?.[1] ?? null;
}
