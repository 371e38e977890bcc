import type { AnyEndpoint, InputOf } from '@architect/contracts/endpoint';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../app-error.ts';
import type { Call, Handler } from '../context.ts';
import type { Gate } from './gate.ts';
import { bytesType, formType, jsonType, parseJsonBody, reportTypes, textType } from './read-body.ts';
import { validate } from './validate.ts';

/** Bytes of a body when the endpoint says nothing else. */
export const defaultBodyLimit = 2_000_000;

export interface EndpointRoute {
  endpoint: AnyEndpoint;
  // The handler's types were checked by `bind`; the table of all routes cannot hold them.
  handler: Handler<AnyEndpoint>;
}

/**
 * Adds the route of one endpoint: gate (who, how often, CSRF) before the body is read, then content type, validation,
 * handler and status. An endpoint with PATCH answers PUT as well.
 */
export function addEndpointRoute(
  app: FastifyInstance,
  { endpoint, handler }: EndpointRoute,
  { gate, validateReplies }: { gate: Gate; validateReplies: boolean },
): void {
  app.route({
    method: endpoint.method === 'PATCH' ? ['PATCH', 'PUT'] : endpoint.method,
    url: endpoint.path,
    bodyLimit: endpoint.bodyLimit ?? defaultBodyLimit,
    config: { isQuiet: endpoint.quiet ?? false },
    onRequest: async (request, reply) => {
      await gate.admit(request, reply, endpoint);
    },
    preValidation: async (request) => refuseContentType(endpoint, request),
    handler: async (request, reply) => {
      const answer: unknown = await handler(readInput(endpoint, request), callOf(request, reply));
      if (validateReplies) checkReply(endpoint, answer);
      // A handler may have set another status, e.g. 503 of the health check.
      if (reply.statusCode === 200) reply.status(endpoint.status ?? 200);
      return answer;
    },
  });
}

function callOf(request: FastifyRequest, reply: FastifyReply): Call {
  return {
    caller: request.identity?.caller ?? null,
    correlationId: request.id,
    ip: request.ip,
    request,
    reply,
  };
}

function readInput(endpoint: AnyEndpoint, request: FastifyRequest): InputOf<AnyEndpoint> {
  return {
    params: endpoint.params ? validate(endpoint.params, request.params, 'path') : undefined,
    query: endpoint.query ? validate(endpoint.query, request.query, 'query') : undefined,
    body: endpoint.body ? validate(endpoint.body, request.body, 'body') : undefined,
  };
}

/** The parsers of forms, texts and browser reports serve the whole app; only endpoints that say so take them. */
function refuseContentType(endpoint: AnyEndpoint, request: FastifyRequest): void {
  const given = request.headers['content-type'];
  if (given === undefined) return;
  const type = (given.split(';')[0] ?? '').trim().toLowerCase();
  if (type === jsonType) return;
  if (type === formType && endpoint.accepts?.includes('form')) return;
  if (type === bytesType && endpoint.accepts?.includes('bytes')) return;
  if (type === textType && endpoint.accepts?.includes('text')) {
    if (Buffer.isBuffer(request.body)) request.body = parseJsonBody(request.body);
    return;
  }
  if (reportTypes.includes(type) && endpoint.accepts?.includes('report')) return;
  // A header without a body (some clients always send one) does no harm.
  if (request.body === undefined || request.body === null) return;
  throw new AppError('UNSUPPORTED_MEDIA_TYPE');
}

function checkReply(endpoint: AnyEndpoint, answer: unknown): void {
  const result = endpoint.reply.safeParse(answer);
  if (!result.success) {
    throw new Error(`the reply of ${endpoint.id} does not match its contract: ${result.error.message}`);
  }
}
