/**
 * Where reports go. A DSN of the dashboard is `https://KEY@host/PROJECT`, as its page "Keys" shows it.
 * @returns the address of `POST /api/errors`; null: nothing is reported
 * @throws Error for an address or DSN that is none
 */
export function readAddress({
  url,
  dsn,
}: {
  url?: string | undefined;
  dsn?: string | undefined;
}): string | null {
  if (dsn) return readDsn(dsn);
  if (!url) return null;
  if (!/^(?:https?:\/\/|\/)/.test(url))
    throw new Error(`the url must begin with http://, https:// or /, not "${url}"`);
  const base = url.replace(/\/+$/, '');
  return base.endsWith('/api/errors') ? base : `${base}/api/errors`;
}

function readDsn(dsn: string): string {
  const parts = /^(https?):\/\/([^:@/]+)(?::[^@/]*)?@([^/]+)(\/.*)?\/[^/]+\/?$/.exec(dsn);
  if (!parts) throw new Error('the dsn must look like https://KEY@host/PROJECT');
  const [, scheme, key = '', host, path = ''] = parts;
  return `${scheme}://${host}${path}/api/errors?sentry_key=${encodeURIComponent(key)}`;
}
