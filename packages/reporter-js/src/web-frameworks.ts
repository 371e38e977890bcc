import type { Reporter } from './create-reporter.ts';

/** What is needed of a request; those of Express, Connect and Fastify have it. */
interface RequestLike {
  method?: string | undefined;
  url?: string | undefined;
  originalUrl?: string | undefined;
  headers?: Record<string, string | string[] | undefined>;
}

/**
 * An error handler for Express and Connect, to stand before the application's own: reports errors that are no refusal
 * (status below 500) and passes all of them on.
 */
export function reportRequests(
  reporter: Reporter,
): (error: unknown, request: RequestLike, response: unknown, next: (error: unknown) => void) => void {
  return (error, request, _response, next) => {
    tellRequest(reporter, error, request);
    next(error);
  };
}

interface FastifyLike {
  addHook(name: 'onError', hook: (request: never, reply: never, error: Error) => Promise<void>): unknown;
}

/** A plugin for Fastify: `app.register(reportFastify(reporter))`. Replies stay as they are. */
export function reportFastify(reporter: Reporter): (app: FastifyLike) => Promise<void> {
  const plugin = async (app: FastifyLike): Promise<void> => {
    app.addHook('onError', async (request: RequestLike, _reply: unknown, error: Error) => {
      tellRequest(reporter, error, request);
    });
  };
  // Its hook is for the whole application, not for the plugin alone: https://fastify.dev/docs/latest/Reference/Plugins/
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

function tellRequest(reporter: Reporter, error: unknown, request: RequestLike): void {
  if (isRefusal(error)) return;
  const { method, headers = {} } = request;
  const path = (request.originalUrl ?? request.url ?? '').split('?')[0];
  const context = {
    ...{ type: 'request_error', request_method: method, request_path: path },
    ...{ request_id: headers['x-request-id'], user_agent: headers['user-agent'] },
  };
  reporter.report(error, { context });
}

/** Refusals say by their status that the caller is at fault. */
function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const status = Number(Reflect.get(error, 'status') ?? Reflect.get(error, 'statusCode') ?? 500);
  return status >= 400 && status < 500;
}
