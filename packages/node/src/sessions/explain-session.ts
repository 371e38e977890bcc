import type { Explanation } from '@architect/contracts/sessions';
import type { TimedReading } from '../agents/authority.ts';
import { recordedVersions } from '../agents/recorded-rules.ts';
import { describeReading, describeSession, isManaged, iso } from './describe-session.ts';
import type { HookInbox } from './hook-inbox.ts';
import type { SessionTracker } from './session-tracker.ts';
import { describeHealth, type HookFigures } from './watch-hook-health.ts';

const sources = ['process', 'hook', 'osc', 'title', 'screen'] as const;

/** A session's hooks: where they drop, and how many of its turns they told. */
export interface HookSource {
  /** Null for sessions without hooks of ours. */
  inbox: HookInbox | null;
  figures: HookFigures;
}

/** Every reading of a session, the one that won, why the others lost, and how healthy each source is. */
export function explainSession(node: string, tracker: SessionTracker, hooks: HookSource): Explanation {
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
      const trusted = source !== 'hook' || (hooks.inbox !== null && tracker.hooksTrusted);
      return {
        source,
        last_at: at === undefined ? null : iso(at),
        trusted,
        note: noteOf(source, tracker, hooks),
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
  const versions = isOfAgent ? (agent.versions ?? recordedVersions({ rule })) : null;
  return { source: 'built in', line: null, versions };
}

function noteOf(source: (typeof sources)[number], tracker: SessionTracker, hooks: HookSource): string {
  if (source === 'process')
    return tracker.process.commandLines.map((line) => line.join(' ').slice(0, 120)).join(' › ');
  if (source === 'osc') return oscNote(tracker, hooks.figures);
  if (source === 'title') return tracker.agent.readTitle ? '' : "this agent's title says nothing";
  if (source !== 'hook') return '';
  if (!hooks.inbox || (hooks.inbox.count() === 0 && !isManaged(tracker)))
    return 'the session was started by hand, and its agent has no hooks of ours: architect hooks install';
  return `${hooks.inbox.count()} events; ${describeHealth(hooks.figures, tracker.hooksTrusted)}`;
}

function oscNote(tracker: SessionTracker, { turns }: HookFigures): string {
  if (!tracker.agent.readOsc) return 'this agent sends none';
  const isSilent = turns > 0 && !tracker.lastSpoke.has('osc');
  return isSilent ? `silent over ${turns} turns: this version sends none` : '';
}
