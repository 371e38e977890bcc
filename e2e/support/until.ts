import { setTimeout as wait } from 'node:timers/promises';

/**
 * Polls until `check` returns something truthy and resolves with it. Rejects after `timeoutMs` with `what` and the last
 * thing seen, so that a red test says what it waited for.
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  options: { timeoutMs?: number; everyMs?: number; seen?: () => unknown } = {},
): Promise<T> {
  const { timeoutMs = 20_000, everyMs = 50, seen } = options;
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown = null;
  for (;;) {
    const result = await Promise.resolve()
      .then(check)
      .catch((error: unknown) => {
        lastError = error;
        return null;
      });
    if (result) return result;
    if (Date.now() >= deadline) {
      const shown = seen ? JSON.stringify(await seen(), null, 1) : lastError ? String(lastError) : '';
      throw new Error(`waited ${timeoutMs} ms for: ${what}${shown ? `\n${shown.slice(0, 4000)}` : ''}`);
    }
    await wait(everyMs);
  }
}
