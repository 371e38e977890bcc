import type { Session } from '@architect/contracts/sessions';
import { isNamed, sessionKey } from '../nodes/index.ts';
import { clockWords, restWords } from './clock-words.ts';
import { type Crowd, whyHeldBack } from './crowd.ts';
import { isReady, suitability, type Wish, wantedProviders } from './queue-rules.ts';

/** What is known when a reason is asked for; all of it live, nothing of it stored. */
export interface WaitingFacts extends Crowd {
  /** Session key → why its last delivery was refused, while it is not tried again. */
  holds: ReadonlyMap<string, string>;
  /** Unfinished prompts that this one waits for. */
  waitsFor: readonly number[];
  /** Nodes on which no tmux server runs. */
  emptyNodes: readonly string[];
  /** Nodes whose tmux is missing or broken. */
  downNodes: readonly string[];
  /** Nodes out of reach: what runs there is not known. */
  awayNodes: readonly string[];
  /** Prompt id → why no agent without a terminal could be started for it. */
  notStarted: ReadonlyMap<number, string>;
  /** True while the server still reconciles attempts of its last run. */
  starting: boolean;
}

/** What would unblock a pending prompt, in words for a person. */
export function waitingReason(wish: Wish, facts: WaitingFacts): string {
  if (facts.waitsFor.length > 0) {
    return `waits for prompt${facts.waitsFor.length === 1 ? '' : 's'} ${facts.waitsFor.join(', ')}`;
  }
  if (facts.starting) return 'the server is starting: it first finds out how far earlier deliveries got';
  if (wish.target_session !== null) return targetReason(wish, wish.target_session, facts);
  return poolReason(wish, facts);
}

function targetReason(wish: Wish, target: string, facts: WaitingFacts): string {
  const session = facts.sessions.find((candidate) => isNamed(candidate, target));
  if (!session)
    return `no session '${target}' exists${downNote(facts) || ': create it, or reassign the prompt'}`;
  if (session.provider === 'shell' || session.state === 'shell') {
    return `session ${session.name} runs a shell, not an agent: start an agent in it`;
  }
  if (session.provider === 'unknown')
    return `session ${session.name} runs no known agent program: start an agent in it`;
  if (suitability(wish, session) === null) {
    return `session ${session.name} runs ${session.provider}, not ${wantedProviders(wish).join(' or ')}: reassign the prompt`;
  }
  return sessionReason(wish, session, facts);
}

/** Why this one session cannot take a prompt now. */
function sessionReason(wish: Wish, session: Session, facts: WaitingFacts): string {
  const name = `session ${session.name}`;
  const holder = facts.occupied.get(sessionKey(session));
  const since = `since ${clockWords(session.state_since)}`;
  if (session.state === 'blocked') return `${name} waits for a decision (${since}): ${answerWords(session)}`;
  if (holder !== undefined) return `${name} works on prompt ${holder}`;
  if (session.state === 'limited') return `${name} is at its usage limit${restWords(session, facts.nowMs)}`;
  if (session.state === 'dead')
    return `${name} is dead: its program has ended; create it anew, or reassign the prompt`;
  if (session.state === 'error')
    return `${name} shows an error (${since})${restWords(session, facts.nowMs) || ': look at it'}`;
  if (session.state === 'unknown') return `the state of ${name} is not known (${since}): look at it`;
  if (session.state === 'busy' || session.state === 'starting')
    return `${name} is ${session.state} (${since})`;
  if (session.draft !== null) return `${name} holds a draft that somebody typed: send it or clear it`;
  if (!isReady(session)) return `${name}: ${session.not_deliverable_because ?? 'not ready for input'}`;
  const hold = facts.holds.get(sessionKey(session));
  if (hold !== undefined) return `${name}: ${hold}`;
  const heldBack = whyHeldBack(wish, session, facts);
  if (heldBack !== null) return `${name} is free, but ${heldBack}`;
  return `next in line for ${name}`;
}

function poolReason(wish: Wish, facts: WaitingFacts): string {
  const suitable = facts.sessions.filter((session) => suitability(wish, session) !== null);
  const wanted = wantedProviders(wish);
  const whose = wanted.length === 0 || wish.allow_fallback ? '' : ` of provider ${wanted.join(' or ')}`;
  if (suitable.length === 0 && wish.mode === 'headless') return headlessReason(wish, facts);
  if (suitable.length === 0) {
    return `${whose ? `no session${whose} exists` : 'no session runs an agent'}${downNote(facts) || ': start one'}`;
  }
  if (suitable.length === 1 && suitable[0]) return sessionReason(wish, suitable[0], facts);
  const free = suitable.filter((session) => kindOf(session, facts) === 'free');
  const [firstFree] = free;
  if (!firstFree) return `no idle session${whose}; ${tally(suitable, facts)}`;
  const heldBack = free.map((session) => whyHeldBack(wish, session, facts));
  return heldBack.every((why) => why !== null) ? `no session may start; ${heldBack[0]}` : 'next in line';
}

/** An agent is started for it as soon as it is known which and where. */
function headlessReason(wish: Wish, facts: WaitingFacts): string {
  const [provider] = wantedProviders(wish);
  if (!provider) return 'no headless session runs: name the provider that is to be started';
  if (wish.working_dir === null)
    return `no headless session of provider ${provider} runs: metadata.working_dir says where one is to be started`;
  const problem = facts.notStarted.get(wish.id);
  if (problem === undefined) return `a headless ${provider} is being started in ${wish.working_dir}`;
  return `no headless ${provider} could be started in ${wish.working_dir}: ${problem}`;
}

/** `2 busy, 1 blocked: answer its permission prompt` */
function tally(sessions: Session[], facts: WaitingFacts): string {
  const counts = new Map<string, number>();
  for (const session of sessions) {
    const kind = kindOf(session, facts);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const words = [...counts].map(([kind, count]) => {
    if (kind !== 'blocked') return `${count} ${kind}`;
    return `${count} blocked: answer ${count === 1 ? 'its permission prompt' : 'their permission prompts'}`;
  });
  return words.sort((a, b) => Number(a.includes(':')) - Number(b.includes(':'))).join(', ');
}

function kindOf(session: Session, facts: WaitingFacts): string {
  if (session.state === 'blocked') return 'blocked';
  if (session.state === 'limited') return `limited${restWords(session, facts.nowMs)}`;
  if (facts.occupied.has(sessionKey(session))) return 'busy';
  if (session.draft !== null) return 'holding a draft';
  if (facts.holds.has(sessionKey(session))) return 'not ready';
  if (isReady(session)) return 'free';
  return session.state === 'idle' || session.state === 'asking' ? 'not ready' : session.state;
}

function answerWords(session: Session): string {
  if (!session.dialog) return 'answer its permission prompt';
  const { kind, subject } = session.dialog;
  const what = kind === 'question' ? 'its question' : kind === 'plan' ? 'its plan' : 'its permission prompt';
  return subject === '' ? `answer ${what}` : `answer ${what} (${kind}: ${subject.slice(0, 80)})`;
}

function downNote({ emptyNodes, downNodes, awayNodes }: WaitingFacts): string {
  const notes = [
    ...(awayNodes.length === 0 ? [] : [`out of reach: ${awayNodes.join(', ')}`]),
    ...(downNodes.length === 0 ? [] : [`tmux is down on ${downNodes.join(', ')}`]),
    ...(emptyNodes.length === 0 ? [] : [`no tmux server runs on ${emptyNodes.join(', ')}`]),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}
