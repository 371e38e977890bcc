import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AnyEndpoint } from '@architect/contracts/endpoint';
import fastifyCookie from '@fastify/cookie';
import fastifyCors from '@fastify/cors';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { AppError } from '../app-error.ts';
import type { Bind, Clock } from '../context.ts';
import { newCorrelationId } from '../ids.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { addEndpointRoute, defaultBodyLimit, type EndpointRoute } from './endpoint-routes.ts';
import { asAppError, toErrorReply } from './error-reply.ts';
import { createGate, type Gate } from './gate.ts';
import { hostGuard } from './host-guard.ts';
import type { Authenticate } from './identity.ts';
import { isPageRequest } from './page-request.ts';
import { addBodyParsers } from './read-body.ts';
import { createSecurityHeaders, type SecurityHeaders } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A success is no line of the log, unless all is logged. */
    isQuiet?: boolean;
  }
}

export interface HttpDependencies {
  config: Config;
  log: Logger;
  clock: Clock;
  authenticate: Authenticate;
  lifecycle: Lifecycle;
  /** Every endpoint that must be bound exactly once. */
  endpoints: readonly AnyEndpoint[];
  /** PEM; present when the server itself speaks TLS. */
  tls?: { key: string; cert: string };
  /** On in tests: a reply that does not match its contract becomes a 500. Costs too much for long lists in production. */
  validateReplies?: boolean;
}

export interface Http {
  readonly app: FastifyInstance;
  readonly bind: Bind;
  readonly gate: Gate;
  readonly securityHeaders: SecurityHeaders;
  /** Answers browsers that open an address which no route takes: the pages of the web app. */
  onPage(handler: PageHandler): void;
  /** @throws Error naming each endpoint that is bound twice, never, or unknown to the contracts */
  assertAllBound(): void;
  /** Takes the port; requests are answered 503 until `open`. Resolves to the address, e.g. `http://127.0.0.1:8080`. */
  listen(): Promise<string>;
  /** From now on requests are served. */
  open(): void;
  /** Stops listening; requests under way are answered first. Safe to call twice. */
  close(): Promise<void>;
}

export type PageHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

const corsMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const inboundId = /^[A-Za-z0-9._-]{1,64}$/;

/** The Fastify app with everything that holds for all requests; endpoints are added by `bind`. */
export function createHttp(dependencies: HttpDependencies): Http {
  const { config, log, clock, tls, endpoints } = dependencies;
  const app = createFastify({ config, log, clock, tls });
  const gate = createGate({ config, clock, authenticate: dependencies.authenticate });
  const securityHeaders = createSecurityHeaders(config);
  const routes: EndpointRoute[] = [];
  let isOpen = false;
  let showPage: PageHandler | undefined;

  app.register(fastifyCookie);
  // Pages of the named origins may call the API with a key; the cookie stays this origin's alone (see csrf.ts).
  if (config.corsOrigins.length > 0)
    app.register(fastifyCors, { origin: config.corsOrigins, methods: corsMethods });
  addBodyParsers(app);
  app.decorateRequest('identity', null);
  addAvailability(app, { lifecycle: dependencies.lifecycle, isOpen: () => isOpen });
  addRequestHooks(app, { config, log, securityHeaders });
  addErrorReplies(app, { config, log });
  addNotFound(app, { endpoints, showPage: () => showPage });

  return {
    app,
    gate,
    securityHeaders,
    bind: (endpoint, handler) => {
      // The table of routes cannot hold each handler's own types; `bind` has checked them.
      const route = { endpoint, handler: handler as unknown as EndpointRoute['handler'] };
      routes.push(route);
      if (routes.filter((other) => other.endpoint.id === endpoint.id).length > 1) return;
      app.after(() => {
        addEndpointRoute(app, route, { gate, validateReplies: dependencies.validateReplies ?? false });
      });
    },
    onPage: (handler) => {
      showPage = handler;
    },
    assertAllBound: () => assertAllBound(endpoints, routes),
    async listen() {
      await app.listen({ port: config.port, host: config.host });
      return addressOf(app, { config, isTls: tls !== undefined });
    },
    open: () => {
      isOpen = true;
    },
    close: async () => app.close(),
  };
}

/** An address a browser on this machine can open. */
function addressOf(app: FastifyInstance, { config, isTls }: { config: Config; isTls: boolean }): string {
  const address = app.server.address();
  const port = address !== null && typeof address === 'object' ? address.port : config.port;
  const isEverywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = isEverywhere
    ? 'localhost'
    : config.host.includes(':')
      ? `[${config.host.replace(/^\[|\]$/g, '')}]`
      : config.host;
  return `${isTls ? 'https' : 'http'}://${host}:${port}`;
}

function createFastify({
  config,
  log,
  clock,
  tls,
}: Pick<HttpDependencies, 'config' | 'log' | 'clock' | 'tls'>): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  return Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlation_id' }),
    // One log for all requests: what is logged of one names its id itself, and a logger of its own costs each request.
    childLoggerFactory: (logger) => logger,
    requestIdHeader: false,
    genReqId: ({ headers }) => {
      const given = headers['x-correlation-id'] ?? headers['x-request-id'];
      return typeof given === 'string' && inboundId.test(given) ? given : newCorrelationId(clock.now());
    },
    bodyLimit: defaultBodyLimit,
    routerOptions: { maxParamLength: 500 },
    trustProxy: config.behindProxy,
    // Refusals before routing, such as a broken percent escape, take the same shape as all others.
    frameworkErrors: (error, request, reply: FastifyReply) => {
      const refusal = asAppError(error);
      reply.header('X-Correlation-ID', request.id);
      reply.status(refusal.status).send(toErrorReply(refusal, request.id, config.environment));
    },
    serverFactory: (handler): Server => (tls ? createTlsServer(tls, handler) : createPlainServer(handler)),
  });
}

function addRequestHooks(
  app: FastifyInstance,
  { config, log, securityHeaders }: { config: Config; log: Logger; securityHeaders: SecurityHeaders },
): void {
  const refuseHost = hostGuard(config);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Correlation-ID', request.id);
    reply.headers(securityHeaders.headersFor(request.protocol === 'https'));
    if (request.url.startsWith('/api/')) reply.header('Cache-Control', 'no-store');
    refuseHost(request);
  });
  app.addHook('onResponse', async (request, reply) => {
    const isQuiet = request.routeOptions.config.isQuiet === true && reply.statusCode < 400;
    log[isQuiet ? 'debug' : 'info'](
      {
        correlation_id: request.id,
        method: request.method,
        // Never the query: people put secrets there.
        path: request.url.split('?')[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        actor: request.identity?.caller.actor,
      },
      'request',
    );
  });
}

/** Nobody is served before everything runs; while stopping, requests under way end and new ones go elsewhere. */
function addAvailability(
  app: FastifyInstance,
  { lifecycle, isOpen }: { lifecycle: Lifecycle; isOpen: () => boolean },
): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!isOpen()) throw new AppError('UNAVAILABLE', 'The server is starting. Try again in a moment.');
    const isStopping = lifecycle.state !== 'RUNNING';
    if (isStopping) reply.header('Connection', 'close');
    // The health check goes on, so that monitors see the phase.
    if (isStopping && request.url !== '/health') throw new AppError('UNAVAILABLE', 'The server is stopping.');
    // `close` comes also when the client went away, `onResponse` does not.
    if (request.headers.upgrade === undefined)
      reply.raw.once('close', lifecycle.begin(`${request.method} ${request.url.split('?')[0]}`));
  });
}

function addErrorReplies(app: FastifyInstance, { config, log }: { config: Config; log: Logger }): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = asAppError(error);
    if (refusal.status >= 500) {
      log.error({ err: refusal.cause ?? refusal, correlation_id: request.id }, 'request failed');
    }
    if (refusal.code === 'UNAVAILABLE') reply.header('Retry-After', 5);
    return reply.status(refusal.status).send(toErrorReply(refusal, request.id, config.environment));
  });
}

function addNotFound(
  app: FastifyInstance,
  { endpoints, showPage }: { endpoints: readonly AnyEndpoint[]; showPage: () => PageHandler | undefined },
): void {
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = methodsOf(endpoints, path);
    if (methods.length > 0) reply.header('Allow', methods.join(', '));
    if (request.method === 'OPTIONS' && methods.length > 0) return reply.status(204).send();
    const page = showPage();
    if (page && isPageRequest(request)) return await page(request, reply);
    throw methods.length > 0
      ? new AppError('METHOD_NOT_ALLOWED', `${path} takes ${methods.join(', ')}, not ${request.method}.`)
      : new AppError('NOT_FOUND', `There is nothing at ${request.method} ${path}.`);
  });
}

/** What a path answers to, for the `Allow` header. */
function methodsOf(endpoints: readonly AnyEndpoint[], path: string): string[] {
  const here = endpoints.filter(({ path: pattern }) => matches(pattern, path));
  const methods = here.flatMap(({ method }) =>
    method === 'PATCH' ? ['PATCH', 'PUT'] : method === 'GET' ? ['GET', 'HEAD'] : [method],
  );
  return methods.length === 0 ? [] : [...new Set([...methods, 'OPTIONS'])];
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith(':') || part === given[index])
  );
}

function assertAllBound(endpoints: readonly AnyEndpoint[], routes: readonly EndpointRoute[]): void {
  const bound = routes.map(({ endpoint }) => endpoint.id);
  const known = new Set(endpoints.map(({ id }) => id));
  const faults = [
    ...endpoints.filter(({ id }) => !bound.includes(id)).map(({ id }) => `${id} is bound never`),
    ...bound.filter((id, index) => bound.indexOf(id) !== index).map((id) => `${id} is bound twice`),
    ...bound.filter((id) => !known.has(id)).map((id) => `${id} is not in all-endpoints.ts`),
  ];
  if (faults.length > 0) throw new Error(`endpoints and contracts differ: ${faults.join('; ')}`);
}
