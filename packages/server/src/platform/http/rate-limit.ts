import type { Clock } from '../context.ts';

export type ClientClass = 'anonymous' | 'user' | 'key' | 'internal' | 'report';

/** Requests per minute and burst per client class: the table "API Rate Limiting" of the operating procedures. */
export const rateLimits: Record<ClientClass, { perMinute: number; burst: number }> = {
  anonymous: { perMinute: 20, burst: 5 },
  user: { perMinute: 100, burst: 20 },
  key: { perMinute: 1000, burst: 100 },
  internal: { perMinute: 10_000, burst: 500 },
  /** Error reports without a key, from one address; a key lifts this. */
  report: { perMinute: 120, burst: 60 },
};

/**
 * What one request costs. Reading costs a page of our own dashboard a tenth: that page reads again after every live
 * event, and the 100 a minute of the table are meant for work a person asks for. Everything else costs 1.
 */
export const pageReadCost = 0.1;

export interface RateAnswer {
  isAllowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds until one more request is allowed; 0 when it is already. */
  retryAfterS: number;
  /** Seconds until the bucket is full again. */
  resetS: number;
}

export interface RateLimiter {
  take(clientClass: ClientClass, client: string, cost?: number): RateAnswer;
}

/** Buckets kept at most; beyond it the least recently used one is dropped. */
const mostBuckets = 50_000;

/**
 * Token buckets in memory: a bucket holds a minute's requests plus the burst and refills evenly, so that a quiet
 * client may use its minute at once and a steady one gets exactly its rate.
 */
export function createRateLimiter({ clock }: { clock: Clock }): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();

  return {
    take(clientClass, client, cost = 1) {
      const { perMinute, burst } = rateLimits[clientClass];
      const capacity = perMinute + burst;
      const perMs = perMinute / 60_000;
      const name = `${clientClass}:${client}`;
      const now = clock.now();
      const old = buckets.get(name) ?? { tokens: capacity, at: now };
      const filled = Math.min(capacity, old.tokens + Math.max(0, now - old.at) * perMs);
      const isAllowed = filled >= cost;
      const tokens = isAllowed ? filled - cost : filled;
      buckets.delete(name);
      buckets.set(name, { tokens, at: now });
      if (buckets.size > mostBuckets) dropOldest(buckets);
      return {
        isAllowed,
        limit: perMinute,
        remaining: Math.min(perMinute, Math.floor(tokens)),
        retryAfterS: isAllowed ? 0 : Math.max(1, Math.ceil((cost - tokens) / perMs / 1000)),
        resetS: Math.ceil((capacity - tokens) / perMs / 1000),
      };
    },
  };
}

/** A Map iterates in insertion order and every use inserts again, so the first entry is the least recently used. */
function dropOldest(buckets: Map<string, unknown>): void {
  const oldest = buckets.keys().next();
  if (!oldest.done) buckets.delete(oldest.value);
}
