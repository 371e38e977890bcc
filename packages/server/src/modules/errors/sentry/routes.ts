import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/app-error.ts';
import type { Clock } from '../../../platform/context.ts';
import type { Doorkeeper } from '../doorkeeper.ts';
import type { Ingest } from '../ingest.ts';
import type { IntakeGuard } from '../intake-guard.ts';
import type { ItemCounts } from '../item-counts.ts';
import { agree, findKey, keyOfDsn } from './find-key.ts';
import { parseEnvelope } from './parse-envelope.ts';
import { type EnvelopeContent, readEnvelope, readPayload } from './read-envelope.ts';
import { readEvent } from './read-event.ts';
import { receiveBody } from './receive-body.ts';

export interface SentryRoutes {
  clock: Clock;
  doorkeeper: Doorkeeper;
  ingest: Ingest;
  guard: IntakeGuard;
  items: ItemCounts;
}

/** What the SDKs send from browsers; https://develop.sentry.dev/sdk/foundations/transport/authentication/ */
const allowedHeaders =
  'x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, content-type, authentication, authorization, content-encoding, transfer-encoding, sentry-trace, baggage';
const shownHeaders = 'x-sentry-error, x-sentry-rate-limits, retry-after';

type Door = 'envelope' | 'store';

/**
 * The addresses that the Sentry SDKs report to, written from the protocol's public documents. They are no endpoints of
 * the contracts: the bodies are no JSON, and come in any content type and compression.
 */
export function addSentryRoutes(http: { app: FastifyInstance }, routes: SentryRoutes): void {
  http.app.register(async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    app.addHook('onRequest', async (_request, reply) => {
      // Pages of every origin report; the reply holds nothing of this server.
      reply.header('Access-Control-Allow-Origin', '*');
      reply.header('Access-Control-Expose-Headers', shownHeaders);
      reply.header('Cross-Origin-Resource-Policy', 'cross-origin');
    });
    for (const door of ['envelope', 'store'] as const)
      for (const path of [`/api/:project/${door}/`, `/api/:project/${door}`])
        addDoor(app, { path, door }, routes);
  });
}

function addDoor(
  app: FastifyInstance,
  { path, door }: { path: string; door: Door },
  routes: SentryRoutes,
): void {
  // The settings for other origins that may use the API do not hold here.
  const config = { cors: false, isQuiet: true };
  app.options(path, { config }, async (_request, reply) =>
    reply
      .header('Access-Control-Allow-Methods', 'POST, OPTIONS')
      .header('Access-Control-Allow-Headers', allowedHeaders)
      .header('Access-Control-Max-Age', '86400')
      .status(204)
      .send(),
  );
  const onRequest = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    routes.guard.admit(reply);
  app.post(path, { config, onRequest }, (request, reply) => takeReport(request, reply, { door, ...routes }));
}

async function takeReport(
  request: FastifyRequest,
  reply: FastifyReply,
  routes: SentryRoutes & { door: Door },
): Promise<{ id?: string }> {
  const { doorkeeper, guard, ingest, items, door } = routes;
  const projectId = projectOf(request);
  const given = findKey(request);
  if (given === null && door === 'store') throw noKey();
  // Refused before the body is read, where the address or a header names the key.
  const early = given === null ? null : await doorkeeper.useKey(given, reply);
  if (early && early.project_id !== projectId) throw wrongProject();
  let reserved = 0;
  const reserve = (bytes: number): void => {
    if (!guard.reserve(bytes)) guard.refuse('memory', reply);
    reserved += bytes;
  };
  try {
    const body = await receiveBody(request.body as Readable, {
      encoding: request.headers['content-encoding'],
      length: request.headers['content-length'],
      reserve,
    });
    const { content, dsn } = readBody(body, { door, now: routes.clock.now() });
    const key = agree([given, keyOfDsn(dsn, projectId)]);
    if (key === null) throw noKey();
    const used = early ?? (await doorkeeper.useKey(key, reply));
    if (used.project_id !== projectId) throw wrongProject();
    // Asked again: others came while this one was read.
    guard.admit(reply);
    doorkeeper.count(used, content.reports.length);
    items.note(used.id, content.items);
    await Promise.all(content.reports.map((report) => ingest.take({ ...report, project_id: projectId })));
    return content.eventId === null ? {} : { id: content.eventId };
  } finally {
    guard.release(reserved);
  }
}

function readBody(
  body: Buffer,
  { door, now }: { door: Door; now: number },
): { content: EnvelopeContent; dsn?: unknown } {
  if (door === 'store') {
    const report = readEvent(readPayload(body), { now, eventId: undefined });
    return { content: { eventId: report.event_id, reports: [report], items: new Map([['event', 1]]) } };
  }
  const envelope = parseEnvelope(body);
  return { content: readEnvelope(envelope, now), dsn: envelope.header.dsn };
}

function projectOf({ params }: FastifyRequest): number {
  const given = String((params as { project?: unknown }).project);
  if (!/^[1-9]\d{0,14}$/.test(given)) throw wrongProject();
  return Number(given);
}

function noKey(): AppError {
  return new AppError('FORBIDDEN', 'The report names no reporting key. Use the DSN of the application.');
}

function wrongProject(): AppError {
  return new AppError('FORBIDDEN', 'The reporting key does not belong to this project.');
}
