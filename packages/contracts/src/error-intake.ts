import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { replyOf, time } from './reply.ts';

/**
 * Why a report is refused before it costs anything: too many wait to be saved, the disk is nearly full, more came in the
 * last minute than is allowed, the bodies under way take too much memory, or the key's own hourly limit is reached.
 */
export const refusalReason = z
  .enum(['queue', 'disk', 'rate', 'memory', 'key'])
  .meta({ id: 'ReportRefusalReason' });
export type RefusalReason = z.infer<typeof refusalReason>;

export const errorIntake = z
  .object({
    /** False while every report is refused. */
    accepting: z.boolean(),
    refusing_because: refusalReason.nullable(),
    /** Since when this server counts: its start. */
    since: time,
    /** Reports that were saved. */
    accepted: z.number().int(),
    refused: z.record(refusalReason, z.number().int()),
    last_refused_at: time.nullable(),
    /** Reports that wait to be saved, and how many may. */
    waiting: z.number().int(),
    most_waiting: z.number().int(),
    /** Reports of the last 60 seconds, and how many may be; null: no ceiling. */
    last_minute: z.number().int(),
    most_per_minute: z.number().int().nullable(),
    /** Bytes; null where the database is not on this disk or nothing is known yet. */
    disk_free: z.number().int().nullable(),
    disk_reserve: z.number().int(),
    /** What SDKs sent, by UTC day, project and kind of item; the last 7 days. Only events are kept, all else is counted. */
    items: z.array(
      z.object({
        day: time,
        project_id: z.number().int().nullable(),
        key_id: z.number().int(),
        type: z.string(),
        count: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'ErrorIntake' });
export type ErrorIntake = z.infer<typeof errorIntake>;

export const errorIntakeEndpoints = {
  getErrorIntake: defineEndpoint({
    id: 'getErrorIntake',
    method: 'GET',
    path: '/api/errors/intake',
    access: 'viewer',
    tag: 'errors',
    summary: 'How the intake of reports does: accepted, refused and why, waiting',
    reply: replyOf(errorIntake),
  }),
};
