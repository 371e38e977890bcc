import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { provider } from './providers.ts';
import { replyOf } from './reply.ts';
import { sessionMode } from './sessions.ts';

const atMost = z.number().int().min(1).max(10_000);

/**
 * How much the queue may do at once. One session works on one prompt at a time, always; these come on top. Null and
 * absent mean: no limit. They hold for what the queue hands out, never for what a person types.
 */
export const assignerLimits = z
  .object({
    /** Prompts at work at once, over all machines. */
    max_at_work: atMost.nullable(),
    /** The same for each machine. */
    max_per_node: atMost.nullable(),
    /** The same for each provider, over all machines: `{ "claude": 3 }`. */
    max_per_provider: z.record(provider, atMost),
    /**
     * Two agents in one working directory, or in one inside the other. `warn`: the second prompt goes out and its receipt
     * and the status say so. `refuse`: it waits, unless it says `allow_shared_directory`.
     */
    directory_rule: z.enum(['off', 'warn', 'refuse']),
    /** Before an agent is started, its machine must have this much memory for it … */
    memory_per_agent_mb: z.number().int().min(0).max(1_000_000),
    /** … and this much left over. Both 0: nothing is checked. */
    memory_reserve_mb: z.number().int().min(0).max(1_000_000),
    /** Agents without a terminal that the queue starts by itself, over all machines; 0: none. */
    headless_sessions: z.number().int().min(0).max(1_000),
    /** One of them ends after so many minutes without work. */
    headless_idle_minutes: z.number().positive().max(10_080),
    /** For prompts that do not say it: `{ "codex": "headless" }`. Absent: any session. */
    default_modes: z.partialRecord(provider, sessionMode),
  })
  .meta({ id: 'AssignerLimits' });
export type AssignerLimits = z.infer<typeof assignerLimits>;

/** What holds until somebody changes it; `docs/decisions` says why. */
export const defaultLimits: AssignerLimits = {
  max_at_work: null,
  max_per_node: null,
  max_per_provider: {},
  directory_rule: 'warn',
  memory_per_agent_mb: 1024,
  memory_reserve_mb: 512,
  headless_sessions: 4,
  headless_idle_minutes: 10,
  default_modes: {},
};

/** Absent fields stay; null in `max_per_provider` takes that provider's limit away. */
export const changeLimitsBody = z
  .strictObject({
    ...assignerLimits.shape,
    max_per_provider: z.record(provider, atMost.nullable()),
  })
  .partial();
export type ChangeLimits = z.infer<typeof changeLimitsBody>;

const area = { tag: 'assigner', path: '/api/assigner/limits', reply: replyOf(assignerLimits) } as const;

export const limitEndpoints = {
  readLimits: defineEndpoint({
    ...area,
    id: 'readLimits',
    method: 'GET',
    access: 'viewer',
    summary: 'How much the queue may do at once',
  }),
  changeLimits: defineEndpoint({
    ...area,
    id: 'changeLimits',
    method: 'PATCH',
    access: 'admin',
    summary: 'Change how much the queue may do at once',
    description: 'Absent fields stay. Prompts that are at work already go on.',
    body: changeLimitsBody,
  }),
};
