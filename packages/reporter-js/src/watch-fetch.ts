import type { Reporter } from './create-reporter.ts';
import { readAsked, tellFailure, tellStatus } from './tell-request.ts';

/**
 * Puts a `fetch` in the place of a window's own that reports answers from 400 (a warning) and from 500 (an error) and
 * requests that fail. The caller gets what it would have got.
 * @returns puts the former one back
 */
export function watchFetch(
  reporter: Reporter,
  window: Pick<Window, 'fetch'> & { location?: Location },
): () => void {
  const original = window.fetch;
  const watched: typeof window.fetch = async (input, init) => {
    const startedAt = Date.now();
    const read = () => readAsked({ ...requestOf(input, init), startedAt }, window.location);
    try {
      const response = await original.call(window, input, init);
      tellStatus(reporter, response.status, read);
      return response;
    } catch (error) {
      tellFailure(reporter, error, read);
      throw error;
    }
  };
  window.fetch = watched;
  return () => {
    if (window.fetch === watched) window.fetch = original;
  };
}

function requestOf(input: RequestInfo | URL, init: RequestInit | undefined): { method: string; url: string } {
  const request = typeof input === 'object' && 'url' in input ? input : null;
  return { method: init?.method ?? request?.method ?? 'GET', url: request ? request.url : String(input) };
}
