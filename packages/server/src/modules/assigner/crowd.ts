import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import type { Session } from '@architect/contracts/sessions';
import { sessionKey } from '../nodes/index.ts';
import { accountLimitOf } from './account-limits.ts';
import { endWords } from './clock-words.ts';
import { runsAgent, type Wish } from './queue-rules.ts';

/** Everybody who works now, and how many may. */
export interface Crowd {
  sessions: readonly Session[];
  /** Session key → prompt that it works on, or that is being handed to it. */
  occupied: ReadonlyMap<string, number>;
  limits: AssignerLimits;
  /** Epoch ms. */
  nowMs: number;
}

type HeldBackFor = Pick<Wish, 'allow_shared_directory'>;

/**
 * Why a session that could take a prompt is not given one now: what others do forbids it. Names who holds the place;
 * null when nothing does.
 */
export function whyHeldBack(wish: HeldBackFor, session: Session, crowd: Crowd): string | null {
  return (
    accountReason(session, crowd) ?? numberReason(session, crowd) ?? directoryReason(wish, session, crowd)
  );
}

function accountReason(session: Session, { sessions, nowMs }: Crowd): string | null {
  const limit = accountLimitOf(session, sessions, nowMs);
  if (!limit) return null;
  const until = endWords(limit.untilMs, nowMs);
  return `the ${session.provider} account on ${session.node} is at its usage limit until ${until} (sessions ${limit.sessions.join(', ')})`;
}

function numberReason(session: Session, crowd: Crowd): string | null {
  const { limits } = crowd;
  const { provider, node } = session;
  return (
    full(
      'in all',
      limits.max_at_work,
      holders(crowd, () => true),
    ) ??
    full(
      `on ${node}`,
      limits.max_per_node,
      holders(crowd, (one) => one.node === node),
    ) ??
    full(
      `by ${provider}`,
      limits.max_per_provider[provider] ?? null,
      holders(crowd, (one) => one.provider === provider),
    )
  );
}

function full(where: string, most: number | null, working: string[]): string | null {
  if (most === null || working.length < most) return null;
  return `at most ${most} prompt${most === 1 ? ' is' : 's are'} worked on ${where}: ${list(working)}`;
}

/** `prompt 4 in web`, for each session that works for the queue and fits. */
function holders({ sessions, occupied }: Crowd, fits: (session: Session) => boolean): string[] {
  return sessions.flatMap((session) => {
    const prompt = occupied.get(sessionKey(session));
    return prompt !== undefined && fits(session) ? [`prompt ${prompt} in ${session.name}`] : [];
  });
}

function directoryReason(wish: HeldBackFor, session: Session, crowd: Crowd): string | null {
  if (crowd.limits.directory_rule !== 'refuse' || wish.allow_shared_directory) return null;
  const others = agentsBeside(session, crowd);
  return others.length === 0 ? null : `${session.working_dir} is being worked in: ${list(others)}`;
}

/**
 * Other agents of the machine that work, for the queue or for a person, in the directory of this one, or in one above or
 * below it. A resting agent changes nothing there.
 */
export function agentsBeside(session: Session, { sessions, occupied }: Crowd): string[] {
  return sessions.flatMap((other) => {
    if (sessionKey(other) === sessionKey(session) || other.node !== session.node || !runsAgent(other))
      return [];
    if (!isNested(other.working_dir, session.working_dir)) return [];
    const prompt = occupied.get(sessionKey(other));
    if (prompt !== undefined) return [`prompt ${prompt} in ${other.name}`];
    return other.state === 'busy' || other.state === 'blocked' ? [other.name] : [];
  });
}

function isNested(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => `${path.replace(/\/+$/, '')}/`) as [string, string];
  return a.startsWith(b) || b.startsWith(a);
}

const named = 4;

function list(names: string[]): string {
  return names.length <= named
    ? names.join(', ')
    : `${names.slice(0, named).join(', ')} and ${names.length - named} more`;
}
