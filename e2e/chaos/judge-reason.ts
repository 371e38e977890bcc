import type { Prompt } from '@architect/contracts/prompts';
import type { BoxEntry } from '../fake-agent/black-box.ts';
import type { Court } from './judge-chaos.ts';
import { type Attempt, nameOf } from './read-attempts.ts';
import type { Life } from './read-lives.ts';

/** An agent that dies is recorded by itself a moment before or after the product sees it. */
const slackMs = 2_000;

/** Checks the reason of a failed prompt against what its agent recorded. */
export function judgeReason(prompt: Prompt, attempts: Attempt[], court: Court): void {
  const { note, verdict } = court;
  const last = attempts.at(-1);
  const name = nameOf(prompt);
  const isReceived = attempts.some(({ arrivals }) => arrivals.length > 0);
  switch (prompt.error_code) {
    case 'DELIVERY_UNCONFIRMED':
      countWhy(prompt, verdict.unconfirmedBecause);
      if (last && last.arrivals.length > 0) verdict.unconfirmedButReceived += 1;
      return;
    case 'NOT_DELIVERED':
      // A retry after a cancellation or a failure had its own deliveries: only the last one is meant.
      if (last && last.arrivals.length > 0) note('untrue', `${name} reached its agent`);
      return;
    case 'UNDELIVERABLE':
      if (isReceived || !prompt.content.trimStart().startsWith('/'))
        note('untrue', `${name} could have been delivered`);
      return;
    case 'SESSION_GONE':
    case 'AGENT_EXITED':
      return judgeEndOfAgent(prompt, last, court);
    default:
      if (!last || !hasHappened(prompt, last, court.evidence.screenOnly.has(last.session)))
        note('untrue', `${name}: nothing of the kind happened to its agent`);
  }
}

function countWhy({ receipts }: Prompt, why: Record<string, number>): void {
  const evidence = (receipts.at(-1)?.evidence ?? '').replaceAll(/%?\d+/g, 'N');
  why[evidence] = (why[evidence] ?? 0) + 1;
}

/** Error codes that tell of the turn itself have an entry of the agent. A screen shows a refusal as an interruption. */
function hasHappened(prompt: Prompt, { arrivals }: Attempt, isScreenOnly: boolean): boolean {
  const text = prompt.content;
  const isRefusal = (entry: BoxEntry): boolean =>
    entry.kind === 'decided' && entry.decision === 'no' && entry.prompt === text;
  const tells = (entry: BoxEntry): boolean => {
    switch (prompt.error_code) {
      case 'USAGE_LIMIT':
        return entry.kind === 'failed' && entry.reason === 'limit' && entry.text === text;
      case 'AGENT_ERROR':
        return entry.kind === 'failed' && entry.reason === 'error' && entry.text === text;
      case 'INTERRUPTED':
        return (entry.kind === 'interrupted' && entry.text === text) || (isScreenOnly && isRefusal(entry));
      case 'DENIED':
        return isRefusal(entry);
      default:
        return false;
    }
  };
  return arrivals.some(({ life }) => life.entries.some(tells));
}

function judgeEndOfAgent(prompt: Prompt, last: Attempt | undefined, { lives, verdict, note }: Court): void {
  const name = nameOf(prompt);
  const arrival = last?.arrivals.at(-1);
  const life = arrival?.life ?? (last ? lives.lifeAt(last.session, last.sendingAt) : null);
  if (!life) return note('untrue', `${name}: nobody knows of such an agent`);
  if (!isGoneBy(life, Date.parse(prompt.completed_at ?? '') + slackMs, lives.all))
    return note('untrue', `${name}: its agent was still there`);
  const isEnded = life.entries.some((entry) => entry.kind === 'ended' && entry.text === prompt.content);
  if (isEnded) verdict.endedUnseen += 1;
}

/** By its own word, or silent: then nothing of it is later, and at the end everybody who lives says goodbye. */
function isGoneBy(life: Life, at: number, all: Life[]): boolean {
  if (life.leftAt !== null) return life.leftAt <= at;
  const next = all.find((other) => other.session === life.session && other.bornAt > life.bornAt);
  const lastWordAt = life.entries.at(-1)?.at ?? life.bornAt;
  return lastWordAt <= at && (next === undefined || lastWordAt <= next.bornAt);
}
