import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyRequest } from 'fastify';
import { credentialsOf } from './gate.ts';
import type { Http } from './http.ts';
import type { Authenticate } from './identity.ts';

/** Vite puts a hash into the names of everything in here. */
const hashedFolder = '/assets/';

const notBuilt = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Architect</title></head>
<body>
<h1>The web page is not built yet</h1>
<p>Run <code>npm run build</code> in the repository and load this page again. The API works already: <a href="/api/docs">/api/docs</a>.</p>
</body>
</html>
`;

export interface SiteOptions {
  directory: string;
  authenticate: Authenticate;
  /** The name under which the pages report their own errors; null: they do not. */
  errorsNodeId(): string | null;
}

/**
 * The web app: its files, and its page for every other address a browser opens. Nothing here counts in the rate limits:
 * one page is dozens of files.
 */
export function addSite(http: Http, { directory, authenticate, errorsNodeId }: SiteOptions): void {
  const index = join(directory, 'index.html');
  http.app.register(fastifyStatic, {
    root: directory,
    // The route below serves, so that folders become pages of the app; a page built later is found all the same.
    ...{ serve: false, suppressMissingRootWarning: true },
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = path.slice(directory.length).startsWith(hashedFolder);
      reply.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  http.app.get('/*', (request: FastifyRequest<{ Params: { '*': string } }>, reply) => {
    const file = request.params['*'];
    return file === '' || file.endsWith('/') ? reply.callNotFound() : reply.sendFile(file);
  });
  http.onPage(async (request, reply) => {
    reply.type('text/html; charset=utf-8').header('Cache-Control', 'no-store');
    if (!existsSync(index)) return reply.status(503).send(notBuilt);
    const html = await readFile(index, 'utf8');
    const page = withToken(html, await tokenOf(request, authenticate));
    return reply.status(200).send(withReporter(page, errorsNodeId()));
  });
}

async function tokenOf(request: FastifyRequest, authenticate: Authenticate): Promise<string> {
  const identity = await authenticate({ ...credentialsOf(request), bearer: null });
  return identity?.csrfToken ?? '';
}

/** The token is hex, so it needs no escaping. */
function withToken(html: string, token: string): string {
  return html.replace(/<meta name="csrf-token"[^>]*>/, `<meta name="csrf-token" content="${token}" />`);
}

/** A page that does not report does not load the script. What breaks where errors are shown is not reported: it could go round. */
function withReporter(html: string, nodeId: string | null): string {
  const script =
    nodeId === null
      ? ''
      : `<script src="/reporter.js" data-node-id="${nodeId}" data-watch-fetch="off" data-skip-paths="/errors"></script>`;
  return html.replace(/<script src="\/reporter\.js"[^>]*><\/script>/, script);
}
