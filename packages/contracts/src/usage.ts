import { z } from 'zod';
import { sessionProvider } from './providers.ts';

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

const sums = usage.omit({ model: true }).extend({
  /** Turns that ended. */
  turns: count,
  /** Turns of which the agent did not tell the cost: `cost_usd` is without them. */
  turns_without_cost: count,
});

/** Sums over a time. A sum is null when no turn told the figure. */
export const usageReport = z
  .object({
    since: z.string(),
    total: sums,
    by_provider: z.array(sums.extend({ provider: sessionProvider })),
  })
  .meta({ id: 'UsageReport' });
export type UsageReport = z.infer<typeof usageReport>;
export type UsageSums = z.infer<typeof sums>;
