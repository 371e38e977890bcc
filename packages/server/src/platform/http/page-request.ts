import type { FastifyRequest } from 'fastify';

/** Whether a request that no route took is a browser opening a page of the app. */
export function isPageRequest({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (/^\/(api|ws|metrics|health|assets)(\/|\?|$)/.test(url)) return false;
  return headers.accept?.includes('text/html') ?? false;
}
