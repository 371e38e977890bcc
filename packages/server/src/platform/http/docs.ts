import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnyEndpoint } from '@architect/contracts/endpoint';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { type Config, isLoopback } from '../../config.ts';
import type { Http } from './http.ts';
import { buildOpenApi, type OpenApiDocument } from './openapi.ts';

const swaggerFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const redocFile = 'redoc.standalone.js';

/**
 * The API's documents under `/api/docs`; everything in them is served from here, nothing from elsewhere. Open to
 * everybody on loopback only, else to whoever signed in.
 */
export function addDocs(
  http: Http,
  { config, endpoints, version }: { config: Config; endpoints: readonly AnyEndpoint[]; version: string },
): void {
  const isLocal = isLoopback(config.host) && !config.behindProxy;
  http.app.register(async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      await http.gate.admit(request, reply, {
        access: isLocal ? 'public' : 'viewer',
        unlimited: true,
        passive: true,
      });
    });
    // Written when somebody first asks: a start should not wait for documents that few read.
    let document: OpenApiDocument | undefined;
    const read = (): OpenApiDocument => {
      document ??= buildOpenApi({ endpoints, version });
      return document;
    };
    app.get('/api/docs/openapi.json', async () => read());
    app.get('/api/docs/openapi.yaml', async (_request, reply) => {
      const { stringify } = await import('yaml');
      return reply.type('application/yaml').send(stringify(read(), { aliasDuplicateObjects: false }));
    });
    addPages(app);
    addAssets(app);
  });
}

function addPages(app: FastifyInstance): void {
  const pages = {
    '/api/docs': page('API', [
      '<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">',
      '<div id="swagger-ui"></div>',
      '<script src="/api/docs/assets/swagger-ui-bundle.js"></script>',
      '<script src="/api/docs/assets/start.js"></script>',
    ]),
    '/api/docs/redoc': page('API reference', [
      '<redoc spec-url="/api/docs/openapi.json" disable-search="true" lazy-rendering="true"></redoc>',
      `<script src="/api/docs/assets/${redocFile}"></script>`,
    ]),
  };
  for (const [path, html] of Object.entries(pages)) {
    app.get(path, async (_request, reply) => reply.type('text/html; charset=utf-8').send(html));
  }
  app.get('/api/docs/assets/start.js', async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(startSwagger),
  );
}

/** Only the files the two pages use; the packages hold many more. */
function addAssets(app: FastifyInstance): void {
  const swagger = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
  const redoc = dirname(fileURLToPath(import.meta.resolve('redoc/bundles/redoc.standalone.js')));
  app.register(fastifyStatic, { root: [swagger, redoc], serve: false, decorateReply: true, maxAge: '1d' });
  for (const file of [...swaggerFiles, redocFile]) {
    app.get(`/api/docs/assets/${file}`, (_request, reply) =>
      reply.header('Cache-Control', 'max-age=86400').sendFile(file),
    );
  }
}

/** A cookie login in Swagger UI needs the CSRF token with every change. */
const startSwagger = `window.ui = SwaggerUIBundle({
  url: '/api/docs/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  requestInterceptor: async (request) => {
    if (['GET', 'HEAD'].includes((request.method || 'GET').toUpperCase())) return request;
    const session = await fetch('/api/session').then((reply) => (reply.ok ? reply.json() : null));
    if (session && session.data.csrf_token) request.headers['X-CSRF-Token'] = session.data.csrf_token;
    return request;
  },
});
`;

function page(title: string, body: string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Architect</title>
<link rel="icon" href="/api/docs/assets/favicon-32x32.png">
<style>body { margin: 0 }</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}
