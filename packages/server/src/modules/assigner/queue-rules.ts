import type { Provider } from '@architect/contracts/providers';
import type { Session, SessionMode } from '@architect/contracts/sessions';
import { isNamed, type SessionRef } from '../nodes/index.ts';

/** What a waiting prompt asks of a session. */
export interface Wish {
  id: number;
  target_session: string | null;
  target_provider: Provider | null;
  providers: Provider[];
  fallback: Provider[];
  allow_fallback: boolean;
  allow_shared_directory: boolean;
  mode: SessionMode | null;
  /** Where a headless agent is to work; a terminal is taken as it is. */
  working_dir: string | null;
}

export interface Assignment {
  promptId: number;
  session: SessionRef;
}

/** Safe to type into, by state and by the node's own word: unknown is never idle, and both must agree. */
export function isReady(session: Session): boolean {
  return session.deliverable && (session.state === 'idle' || session.state === 'asking');
}

/** True when a session runs an AI program that takes prompts; shells and unknown programs never do. */
export function runsAgent(session: Session): boolean {
  return isProvider(session.provider);
}

/**
 * How well a session suits a prompt: 0 is best, null means never. A target is a lock, and a wanted provider holds for
 * the target too; preferred providers come before fallbacks, and any other only with `allow_fallback`.
 */
export function suitability(wish: Wish, session: Session): number | null {
  if (wish.target_session !== null && !isNamed(session, wish.target_session)) return null;
  const { provider } = session;
  if (!isProvider(provider) || !hasMode(wish, session)) return null;
  const wanted = wantedProviders(wish);
  if (wanted.length === 0) return 0;
  const place = wanted.indexOf(provider);
  if (place >= 0) return place;
  return wish.allow_fallback ? wanted.length : null;
}

function hasMode({ mode, working_dir, target_session }: Wish, session: Session): boolean {
  if (mode !== null && mode !== session.mode) return false;
  const isElsewhere = working_dir !== null && working_dir !== session.working_dir;
  return mode !== 'headless' || target_session !== null || !isElsewhere;
}

/** Providers a prompt names, best first; empty = any. */
export function wantedProviders(wish: Wish): Provider[] {
  const preferred = wish.target_provider ? [wish.target_provider] : wish.providers;
  return [...new Set([...preferred, ...wish.fallback])];
}

/**
 * The session that is to take a prompt; null when none of these may. Pure: the same input gives the same choice. Among
 * equally suitable ones the one that has rested longest; names break ties so that the choice is stable.
 * @param free sessions that can take text now and work on nothing
 * @param mayTake what speaks against one session besides its own state
 */
export function chooseSession(
  wish: Wish,
  free: readonly Session[],
  mayTake: (session: Session) => boolean = () => true,
): Session | null {
  const ranked = free.filter(isReady).flatMap((session) => {
    const rank = suitability(wish, session);
    return rank === null || !mayTake(session) ? [] : [{ session, rank }];
  });
  ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      Date.parse(a.session.state_since) - Date.parse(b.session.state_since) ||
      a.session.name.localeCompare(b.session.name) ||
      a.session.node.localeCompare(b.session.node),
  );
  return ranked[0]?.session ?? null;
}

function isProvider(value: string): value is Provider {
  return value !== 'shell' && value !== 'unknown';
}
