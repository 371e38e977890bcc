import { cleanText } from './clean-value.ts';
import type { Reporter } from './create-reporter.ts';

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
    const started = Date.now();
    const asked = () => ({ ...requestOf(input, init, window.location), duration_ms: Date.now() - started });
    try {
      const response = await original.call(window, input, init);
      if (response.status >= 400) tellStatus(reporter, response.status, asked);
      return response;
    } catch (error) {
      tellFailure(reporter, error, asked);
      throw error;
    }
  };
  window.fetch = watched;
  return () => {
    if (window.fetch === watched) window.fetch = original;
  };
}

interface Asked {
  method: string;
  /** Without query. */
  address: string;
  duration_ms: number;
}

function tellStatus(reporter: Reporter, status: number, read: () => Asked): void {
  unharmed(() => {
    const asked = read();
    if (isOwn(reporter, asked.address)) return;
    const words = `HTTP ${status} from ${asked.method} ${asked.address}`;
    // No stack: all of them would have this file's, and be taken for the same error.
    reporter.report(
      { name: 'HttpError', message: words },
      {
        severity: status >= 500 ? 'error' : 'warning',
        source: asked.address,
        context: { type: status >= 500 ? 'api_error' : 'api_warning', status, ...asked },
      },
    );
  });
}

function tellFailure(reporter: Reporter, error: unknown, read: () => Asked): void {
  unharmed(() => {
    const asked = read();
    // The application gave up by itself.
    if (isOwn(reporter, asked.address) || (error instanceof Error && error.name === 'AbortError')) return;
    const name = error instanceof Error ? error.name : 'Error';
    const message = `${error instanceof Error ? error.message : error}: ${asked.method} ${asked.address}`;
    reporter.report(
      { name, message },
      { source: asked.address, context: { type: 'network_error', ...asked } },
    );
  });
}

function requestOf(input: RequestInfo | URL, init: RequestInit | undefined, location?: Location) {
  const request = typeof input === 'object' && 'url' in input ? input : null;
  const address = new URL(request ? request.url : String(input), location?.href);
  return {
    method: (init?.method ?? request?.method ?? 'GET').toUpperCase(),
    address: cleanText(address.origin + address.pathname, 500),
  };
}

/** Reports that the page sends in another way: a failure of these must not make another. */
function isOwn({ address }: Reporter, asked: string): boolean {
  return address?.startsWith('/') ? asked.endsWith(address) : address?.split('?')[0] === asked;
}

function unharmed(tell: () => void): void {
  try {
    tell();
  } catch {
    // An address that is none: the application's own `fetch` has told it.
  }
}
