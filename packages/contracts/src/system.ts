import { z } from 'zod';
import { activity } from './activity.ts';
import { defineEndpoint } from './endpoint.ts';
import { replyOf, time } from './reply.ts';

/**
 * tmux of a machine. `up`: a server runs. `ready`: none runs, the first session starts one. `down`: it is missing or broken.
 */
export const tmuxStatus = z.enum(['up', 'ready', 'down']);
/** `away`: the node is out of reach. */
export const nodeStatus = z.enum([...tmuxStatus.options, 'away']);
export type NodeStatus = z.infer<typeof nodeStatus>;

/** Flat on purpose: monitors of the documents read these fields at the top level. */
export const health = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy', 'stopping']),
    version: z.string(),
    uptime_seconds: z.number(),
    lifecycle: z.enum(['RUNNING', 'STOPPING', 'DRAINING', 'CLEANUP', 'TERMINATED']),
    database: z.enum(['connected', 'disconnected']),
    db_response_ms: z.number().nullable(),
    cpu_percent: z.number(),
    /** The documents' names of cpu_percent and memory_percent. */
    cpu: z.number(),
    memory: z.number(),
    memory_percent: z.number(),
    memory_mb: z.number(),
    tmux: tmuxStatus,
    /** What `tmux` means here, in words: why it is down, that no server runs yet; empty while it is up. */
    tmux_note: z.string(),
    tmux_sessions: z.number().int(),
    timestamp: time,
  })
  .meta({ id: 'Health' });

const counts = z.record(z.string(), z.number().int());

export const stats = z
  .object({
    sessions: z.object({
      total: z.number().int(),
      by_state: z.record(z.string(), z.number().int()),
      by_provider: z.record(z.string(), z.number().int()),
    }),
    prompts: z.object({
      total: z.number().int(),
      by_status: z.record(z.string(), z.number().int()),
      completed_24h: z.number().int(),
      failed_24h: z.number().int(),
      /** Milliseconds from queued to typed over the last 200 deliveries; null without any. */
      median_delivery_ms: z.number().nullable(),
    }),
    interactions: z.object({ pending: z.number().int(), decided_24h: z.number().int() }),
    tmux_sessions: z.number().int(),
    /** How many there are by status, without deleted ones; `total` is one of the names. */
    projects: counts,
    milestones: counts,
    features: counts,
    bugs: counts,
    devops_tasks: counts,
    errors: counts,
    /** Reports of the last 24 hours by severity; `total` is one of the names. */
    errors_24h: counts,
    /** Open ones of the priority critical. */
    open_critical: z.object({
      features: z.number().int(),
      bugs: z.number().int(),
      devops_tasks: z.number().int(),
    }),
    suggestions: z.object({ pending: z.number().int() }),
    /** The last 20 entries of the audit trail, newest first. */
    recent_activity: z.array(activity),
    nodes: z.array(
      z.object({
        name: z.string(),
        status: nodeStatus,
        /** Why it is not up, in words; empty while it is. */
        note: z.string(),
        tmux_version: z.string().nullable(),
        sessions: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'Stats' });
export type Stats = z.infer<typeof stats>;

const lists = z.record(z.string(), z.string());

export const systemEndpoints = {
  getHealth: defineEndpoint({
    id: 'getHealth',
    method: 'GET',
    path: '/health',
    access: 'public',
    tag: 'utilities',
    summary: 'Health check, no sign-in',
    unlimited: true,
    passive: true,
    reply: health,
  }),
  getStats: defineEndpoint({
    id: 'getStats',
    method: 'GET',
    path: '/api/stats',
    access: 'viewer',
    tag: 'utilities',
    summary: 'Dashboard figures',
    reply: replyOf(stats),
  }),
  getSecurityHeaders: defineEndpoint({
    id: 'getSecurityHeaders',
    method: 'GET',
    path: '/api/security/headers',
    access: 'admin',
    tag: 'security',
    summary: 'Current security header configuration',
    reply: replyOf(
      z.object({
        level: z.enum(['strict', 'moderate', 'relaxed']),
        headers: lists,
        csp: z.record(z.string(), z.array(z.string())),
        report_only: z.boolean(),
      }),
    ),
  }),
  testSecurityHeaders: defineEndpoint({
    id: 'testSecurityHeaders',
    method: 'GET',
    path: '/api/security/headers/test',
    access: 'viewer',
    tag: 'security',
    summary: 'Headers applied to this very response',
    reply: replyOf(z.object({ headers: lists, missing: z.array(z.string()) })),
  }),
  reportCsp: defineEndpoint({
    id: 'reportCsp',
    method: 'POST',
    path: '/api/csp-report',
    access: 'public',
    csrfExempt: true,
    tag: 'security',
    summary: 'Browsers report CSP violations here; kept in the log',
    accepts: ['report'],
    bodyLimit: 65_536,
    body: z.unknown(),
    reply: replyOf(z.object({})),
  }),
};
