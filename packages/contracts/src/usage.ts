import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { sessionProvider } from './providers.ts';
import { replyOf, time } from './reply.ts';

const count = z.number().int().nonnegative();

/** What an agent's work took. A field is null when the agent does not tell it: unknown is never 0. */
export const usage = z
  .object({
    /** Tokens sent to the model that no cache held. */
    input_tokens: count.nullable(),
    output_tokens: count.nullable(),
    cache_read_tokens: count.nullable(),
    cache_write_tokens: count.nullable(),
    /** As the agent itself reckons it; never estimated by us. */
    cost_usd: z.number().nonnegative().nullable(),
    model: z.string().nullable(),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof usage>;

/** In one line for people; what the agent does not tell is `unknown`, never 0. */
export function usageWords(told: Pick<Usage, 'input_tokens' | 'output_tokens' | 'cost_usd'> | null): string {
  if (told === null) return 'unknown';
  const tokens = (value: number | null): string => (value === null ? 'unknown' : value.toLocaleString('en'));
  const cost =
    told.cost_usd === null ? 'cost unknown' : `$${told.cost_usd.toFixed(told.cost_usd < 1 ? 4 : 2)}`;
  return `${tokens(told.input_tokens)} tokens in, ${tokens(told.output_tokens)} out, ${cost}`;
}

const sums = usage.omit({ model: true }).extend({
  /** Turns that ended. */
  turns: count,
  /** Turns of which the agent did not tell the cost: `cost_usd` is without them. */
  turns_without_cost: count,
});

/** Sums over a time. A sum is null when no turn told the figure. */
export const usageReport = z
  .object({
    since: time,
    total: sums,
    by_provider: z.array(sums.extend({ provider: sessionProvider })),
    /** Where the sessions worked; null where it is not known. The most turns first, as above. */
    by_directory: z.array(sums.extend({ working_dir: z.string().nullable() })),
    /** Days of UTC on which something was done, the newest first. */
    by_day: z.array(sums.extend({ day: z.iso.date() })),
  })
  .meta({ id: 'UsageReport' });
export type UsageReport = z.infer<typeof usageReport>;
export type UsageSums = z.infer<typeof sums>;

/** A sum in money; turns without a price are named: the sum is without them. */
export function costWords({ cost_usd: cost, turns_without_cost: unpriced }: UsageSums): string {
  if (cost === null) return 'unknown';
  return `$${cost.toFixed(cost < 1 ? 4 : 2)}${unpriced > 0 ? ` and ${unpriced} without a price` : ''}`;
}

export const usageEndpoints = {
  readUsage: defineEndpoint({
    id: 'readUsage',
    method: 'GET',
    path: '/api/assigner/usage',
    access: 'viewer',
    tag: 'assigner',
    summary: 'What the work of the agents took: tokens, and money where they tell it',
    query: z.strictObject({
      days: z.coerce.number().positive().max(3_650).default(7),
      /** Only what was done in this directory and below it. */
      working_dir: z.string().min(1).max(4_096).optional(),
    }),
    reply: replyOf(usageReport),
  }),
};
