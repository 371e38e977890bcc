import type { Reading, SessionState } from '@architect/contracts/sessions';

/** A reading of one source. `at` is epoch ms; for `title`, `osc` and `screen` the last time it was seen to hold. */
export interface TimedReading {
  source: Reading['source'];
  state: SessionState;
  rule: string;
  detail: string;
  at: number;
  /** Of an event: it is known to hold still, whatever a newer screen says. */
  holds?: boolean;
}

export interface Decision {
  /** Null when nothing is known: the state is `unknown`. */
  winner: TimedReading | null;
  losers: { reading: TimedReading; why: string }[];
}

/**
 * An event (hook, transcript, our own delivery) tells of a change and nothing tells when it is over: nothing fires on
 * Esc, refusal or kill. It holds until a screen this much newer says something; screens were measured to follow their
 * hook by up to 155 ms.
 */
export const eventHoldsMs = 300;

/** Rules whose agent still works by itself although it shows an error or a limit end in this. */
const retryingSuffix = '.retrying';
export function isRetrying(rule: string): boolean {
  return rule.endsWith(retryingSuffix);
}

interface Tier {
  why: string;
  takes(reading: TimedReading): boolean;
}

const isLive = (reading: TimedReading): boolean => reading.source === 'title' || reading.source === 'osc';
const isEvent = (reading: TimedReading): boolean =>
  reading.source === 'hook' || reading.source === 'transcript' || reading.source === 'delivery';

/**
 * The declared order of authority; the first tier with a reading decides. Danger and work win over quiet, and quiet
 * (`idle`, `asking`) has one source only: a screen that shows the agent's own empty box.
 */
const tiers: Tier[] = [
  { why: 'the process is the strongest source', takes: (r) => r.source === 'process' },
  { why: 'a dialog on the screen outranks it', takes: (r) => r.source === 'screen' && r.state === 'blocked' },
  { why: 'a pending decision outranks it', takes: (r) => r.state === 'blocked' },
  { why: 'the screen tells more exactly', takes: (r) => r.source === 'screen' && isRetrying(r.rule) },
  {
    why: 'running work outranks it',
    takes: (r) => r.state === 'busy' && (isLive(r) || r.source === 'screen'),
  },
  { why: 'work that has just begun outranks it', takes: (r) => r.state === 'busy' },
  {
    why: 'an error or limit on the screen outranks it',
    takes: (r) => r.source === 'screen' && (r.state === 'error' || r.state === 'limited'),
  },
  { why: 'an error or limit outranks it', takes: (r) => r.state === 'error' || r.state === 'limited' },
  {
    why: 'the agent has ended',
    takes: (r) => r.source === 'screen' && (r.state === 'shell' || r.state === 'dead'),
  },
  { why: 'only the screen can tell', takes: (r) => r.source === 'screen' },
];

/** One reading a source goes in; the state that counts comes out, with the reason why each other reading lost. */
export function decide(readings: TimedReading[]): Decision {
  const screen = readings.find((reading) => reading.source === 'screen');
  const stale = new Map<TimedReading, string>();
  for (const reading of readings) {
    const why = isEvent(reading) ? whyStale(reading, screen) : null;
    if (why !== null) stale.set(reading, why);
  }
  const current = readings.filter((reading) => !stale.has(reading));
  const tier = tiers.find((candidate) => current.some(candidate.takes));
  const winner = tier === undefined ? null : newest(current.filter(tier.takes));
  const losers = readings
    .filter((reading) => reading !== winner)
    .map((reading) => ({ reading, why: stale.get(reading) ?? whyLost(reading, winner, tier) }));
  return { winner, losers };
}

function whyStale(event: TimedReading, screen: TimedReading | undefined): string | null {
  if (screen === undefined || screen.state === 'unknown' || event.holds) return null;
  const newerMs = screen.at - event.at;
  return newerMs >= eventHoldsMs ? `the screen is ${newerMs} ms newer` : null;
}

function newest(readings: TimedReading[]): TimedReading | null {
  return readings.reduce<TimedReading | null>(
    (best, reading) => (best === null || reading.at > best.at ? reading : best),
    null,
  );
}

function whyLost(reading: TimedReading, winner: TimedReading | null, tier: Tier | undefined): string {
  if (winner === null || tier === undefined) return 'it cannot tell a state alone';
  if (reading.state === winner.state) return 'it agrees';
  return `${winner.source} says ${winner.state}: ${tier.why}`;
}
