import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Http } from '../../platform/http/http.ts';

/** The built reporter for pages; see `packages/reporter-js`. */
export const reporterFile = resolve(import.meta.dirname, '../../../../reporter-js/dist/reporter.js');
const minute = 60;

/** `/reporter.js`, for `<script>` in pages of every origin. Browsers ask for a newer one after ten minutes. */
export function serveReporter({ app }: Pick<Http, 'app'>, file = reporterFile): void {
  app.get('/reporter.js', { config: { cors: false } }, async (_request, reply) => {
    reply.type('text/javascript; charset=utf-8').header('Cross-Origin-Resource-Policy', 'cross-origin');
    reply.header('Access-Control-Allow-Origin', '*');
    const script = await readFile(file, 'utf8').catch(() => null);
    if (script === null)
      return reply
        .status(404)
        .header('Cache-Control', 'no-store')
        .send('// The reporter is not built yet: run npm run build in the repository.\n');
    return reply.header('Cache-Control', `public, max-age=${10 * minute}`).send(script);
  });
}
