import { z } from 'zod';
import {
  type NodeErrorCode,
  type NodeEvent,
  type NodeMethod,
  nodeErrorCodes,
  nodeEvents,
  nodeMethods,
} from './node-link.ts';

/**
 * NodeLink between two machines: JSON messages over one WebSocket that the node opens to `/ws/node`. Who it is says an
 * API key in the header `Authorization` of the upgrade. Life signs are WebSocket pings from the server.
 */

/** Raised when the messages change so that an older side cannot follow. */
export const wireVersion = 1;

/** Bytes of one message; the largest are prompts (1 MB), screens with their history and lists of sessions. */
export const largestWireMessage = 16 * 1024 * 1024;

/** A node that heard nothing for this long takes the connection for dead; the server pings three times as often. */
export const wireSilenceMs = 30_000;

/** Close codes of ours; 4000–4999 are free for applications (RFC 6455, 7.4.2). */
export const wireCloseCodes = { badMessage: 4400, keyEnded: 4401, refused: 4403, nameTaken: 4409 } as const;

/** Part of session names as people write them (`node:session`), so it has no colon. `local` is the server's own node. */
export const nodeName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'a node name has up to 63 letters, digits and . _ - and begins with a letter or digit',
  )
  .refine((name) => name !== 'local', "the name 'local' is the dashboard's own");

// The keys of an object lose their types in Object.keys.
const methods = Object.keys(nodeMethods) as [NodeMethod, ...NodeMethod[]];
const events = Object.keys(nodeEvents) as [NodeEvent, ...NodeEvent[]];
const codes: readonly [NodeErrorCode, ...NodeErrorCode[]] = nodeErrorCodes;

const wireError = z.object({ code: z.enum(codes), message: z.string(), state: z.string().nullable() });

/** What a node says. Params, results and payloads are checked against `nodeMethods` and `nodeEvents` on both sides. */
export const nodeMessage = z.discriminatedUnion('type', [
  /** The first message. `version` is the program's. */
  z.object({
    type: z.literal('hello'),
    wire: z.literal(wireVersion, 'node and dashboard are of different versions: update the older one'),
    name: nodeName,
    version: z.string(),
  }),
  /**
   * `seq` counts up for the life of the node's process. Events of deliveries are kept and repeated after a reconnect
   * until the server has `received` them: they may arrive twice, never out of order.
   */
  z.object({
    type: z.literal('event'),
    seq: z.number().int(),
    event: z.enum(events),
    payload: z.unknown(),
  }),
  z.discriminatedUnion('ok', [
    z.object({ type: z.literal('reply'), id: z.number().int(), ok: z.literal(true), result: z.unknown() }),
    z.object({ type: z.literal('reply'), id: z.number().int(), ok: z.literal(false), error: wireError }),
  ]),
]);
export type NodeMessage = z.infer<typeof nodeMessage>;

/** What the server says to a node. */
export const nodeServerMessage = z.discriminatedUnion('type', [
  /** Answers `hello`: from now on requests and events flow. */
  z.object({ type: z.literal('welcome'), version: z.string() }),
  z.object({
    type: z.literal('request'),
    id: z.number().int(),
    method: z.enum(methods),
    params: z.unknown(),
  }),
  /** Everything up to this event arrived. */
  z.object({ type: z.literal('received'), seq: z.number().int() }),
]);
export type NodeServerMessage = z.infer<typeof nodeServerMessage>;
