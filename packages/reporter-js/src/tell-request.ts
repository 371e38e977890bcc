import { cleanText } from './clean-value.ts';
import type { Reporter } from './create-reporter.ts';

/** A request of the page, and how long it took. */
export interface Asked {
  method: string;
  /** Without query. */
  address: string;
  duration_ms: number;
}

/** Reports answers from 400 (a warning) and from 500 (an error). */
export function tellStatus(reporter: Reporter, status: number, read: () => Asked): void {
  unharmed(() => {
    const asked = read();
    if (status < 400 || isOwn(reporter, asked.address)) return;
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

/** Reports a request that got no answer. */
export function tellFailure(reporter: Reporter, error: unknown, read: () => Asked): void {
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

/** @throws TypeError for an address that is none */
export function readAsked(
  { method, url, startedAt }: { method: string; url: string; startedAt: number },
  location?: Location,
): Asked {
  const address = new URL(url, location?.href);
  return {
    method: method.toUpperCase(),
    address: cleanText(address.origin + address.pathname, 500),
    duration_ms: Date.now() - startedAt,
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
    // An address that is none: the application's own request has told it.
  }
}
