import type { Explanation } from '@architect/contracts/sessions';
import type { TimedReading } from '../agents/authority.ts';
import { describeReading, describeSession, iso } from './describe-session.ts';
import type { HookInbox } from './hook-inbox.ts';
import type { SessionTracker } from './session-tracker.ts';

const sources = ['process', 'hook', 'osc', 'title', 'screen'] as const;

/** Every reading of a session, the one that won, why the others lost, and how healthy each source is. */
export function explainSession(node: string, tracker: SessionTracker, inbox: HookInbox | null): Explanation {
  const { winner, losers } = tracker.published.decision;
  return {
    session: describeSession(node, tracker),
    decided_by: winner ? describeReading(winner) : null,
    rule_origin: winner ? originOf(winner, tracker) : null,
    readings: [
      ...(winner ? [{ ...describeReading(winner), won: true, why: 'strongest source that speaks now' }] : []),
      ...losers.map((loser) => ({ ...describeReading(loser.reading), won: false, why: loser.why })),
    ],
    sources: sources.map((source) => {
      const at = tracker.lastSpoke.get(source);
      const trusted = source !== 'hook' || (inbox !== null && tracker.hooksTrusted);
      return {
        source,
        last_at: at === undefined ? null : iso(at),
        trusted,
        note: noteOf(source, tracker, inbox),
      };
    }),
    screen: tracker.screen?.lines.join('\n') ?? '',
    title: tracker.facts.title,
    command: tracker.facts.currentCommand,
  };
}

/** Rules about the process, deliveries and hooks are no agent's own: they are built in and hold for every version. */
function originOf({ rule, source }: TimedReading, { agent }: SessionTracker): Explanation['rule_origin'] {
  const written = agent.ruleOrigin?.(rule);
  if (written) return written;
  const isOfAgent = source === 'screen' || source === 'title';
  return { source: 'built in', line: null, versions: isOfAgent ? (agent.versions ?? null) : null };
}

function noteOf(source: (typeof sources)[number], tracker: SessionTracker, inbox: HookInbox | null): string {
  if (source === 'process')
    return tracker.process.commandLines.map((line) => line.join(' ').slice(0, 120)).join(' › ');
  if (source === 'osc') return tracker.agent.readOsc ? '' : 'this agent sends none';
  if (source === 'title') return tracker.agent.readTitle ? '' : "this agent's title says nothing";
  if (source !== 'hook') return '';
  if (!inbox) return 'the session was started by hand: no hooks of ours';
  return tracker.hooksTrusted
    ? `${inbox.count()} events`
    : 'a turn ended without its hook: not trusted any more';
}
