import { z } from 'zod';
import { activity } from './activity.ts';
import { assignment } from './assignments.ts';
import { autopilotNews } from './autopilot.ts';
import { scanProgress } from './discovery.ts';
import { interaction } from './interactions.ts';
import { pattern, policy } from './patterns.ts';
import { prompt } from './prompts.ts';
import { recordRef } from './records.ts';
import { session } from './sessions.ts';
import { suggestion } from './suggestions.ts';
import { nodeStatus } from './system.ts';

/**
 * Every live event: topic → payload schema. Published after commit only.
 * A topic's events carry the whole record, so that a client can replace what it shows.
 */
export const liveEvents = {
  'session.added': session,
  'session.changed': session,
  'session.removed': z.object({ name: z.string(), node: z.string(), reason: z.string() }),
  'prompt.changed': prompt,
  'prompt.removed': z.object({ ids: z.array(z.number().int()) }),
  'interaction.changed': interaction,
  'pattern.changed': pattern,
  'pattern.removed': z.object({ id: z.number().int() }),
  'policy.changed': policy.pick({
    mode: true,
    excluded_sessions: true,
    escalation: true,
    escalate_after_minutes: true,
  }),
  'node.changed': z.object({ name: z.string(), status: nodeStatus, note: z.string() }),
  /** A record was created, changed, deleted or restored. */
  'record.changed': recordRef.extend({
    version: z.number().int(),
    project_id: z.number().int().nullable(),
    deleted: z.boolean(),
    /** Names of the fields that are not as they were; absent: it was created, deleted or restored, or anything may be. */
    fields: z.array(z.string()).optional(),
  }),
  /** Comments, links or relations of a record changed. */
  'record.parts_changed': recordRef,
  /** Errors that were reported again; at most once a second. */
  'errors.counted': z.object({ ids: z.array(z.number().int()) }),
  /** Somebody should hear of it at once: an error that is new, or back after it was dealt with. Its title is what a program said. */
  'errors.alerted': z.object({
    id: z.number().int(),
    severity: z.enum(['critical', 'error']),
    title: z.string(),
    is_new: z.boolean(),
  }),
  /** A record was given to an agent, or the work on it ended. */
  'assignment.changed': assignment,
  /** A scan for projects goes on, or has ended. */
  'scan.progress': scanProgress,
  'suggestion.changed': suggestion,
  'autopilot.changed': autopilotNews,
  'activity.added': activity,
  'server.lifecycle': z.object({
    state: z.enum(['RUNNING', 'STOPPING', 'DRAINING', 'CLEANUP', 'TERMINATED']),
  }),
} as const satisfies Record<string, z.ZodType>;

export type LiveTopic = keyof typeof liveEvents;
export type LivePayload<T extends LiveTopic> = z.infer<(typeof liveEvents)[T]>;

/**
 * Client → server on `/ws`. `topics` may be exact (`prompt.changed`) or a prefix with a star (`prompt.*`).
 * `since` is the last `seq` seen: missed events are replayed, or `gap` tells the client to read everything again.
 * `data` of `terminal.input` is base64 of the bytes typed, like the bytes that come back.
 */
export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    topics: z.array(z.string().max(100)).max(50),
    since: z.number().int().optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), topics: z.array(z.string().max(100)).max(50) }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('terminal.open'), session: z.string() }),
  z.strictObject({ type: z.literal('terminal.input'), session: z.string(), data: z.string().max(100_000) }),
  z.strictObject({
    type: z.literal('terminal.resize'),
    session: z.string(),
    cols: z.number().int().min(20).max(500),
    rows: z.number().int().min(5).max(300),
  }),
  z.strictObject({ type: z.literal('terminal.close'), session: z.string() }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

/**
 * Server → client on `/ws`: `{ type, topic, data, seq }`. Types:
 * `hello` {seq, server_id} · `event` · `gap` (resume impossible: refetch) · `pong` · `error` {error, error_code} ·
 * `terminal.opened` {session, cols, rows, data} (data = bytes that paint the present screen, base64) ·
 * `terminal.data` {session, data base64} · `terminal.resized` {session, cols, rows} · `terminal.closed` {session, reason}.
 */
export const serverMessage = z.object({
  type: z.string(),
  topic: z.string().optional(),
  seq: z.number().int().optional(),
  data: z.unknown().optional(),
});
export type ServerMessage = z.infer<typeof serverMessage>;
