import type { FastifyReply } from 'fastify';
import type { Http } from '../../platform/http/http.ts';

/**
 * Lets pages of every origin report: they have no login here, and the reply holds nothing of this server.
 * @param paths of the doors, without query
 */
export function openToAllOrigins({ app }: Pick<Http, 'app'>, paths: ReadonlySet<string>): void {
  app.addHook('onRequest', async ({ method, url, headers }, reply) => {
    if (!paths.has(url.split('?')[0] ?? '')) return;
    if (method === 'POST') {
      allowAll(reply);
      return;
    }
    // The question before the request itself; those for other methods are answered as everywhere.
    if (method !== 'OPTIONS' || headers['access-control-request-method'] !== 'POST') return;
    allowAll(reply)
      .header('Access-Control-Allow-Methods', 'POST')
      .header('Access-Control-Allow-Headers', 'content-type, authorization, x-sentry-auth')
      .header('Access-Control-Max-Age', '86400');
    return reply.status(204).send();
  });
}

function allowAll(reply: FastifyReply): FastifyReply {
  return reply
    .header('Access-Control-Allow-Origin', '*')
    .header('Access-Control-Expose-Headers', 'retry-after')
    .header('Cross-Origin-Resource-Policy', 'cross-origin');
}
