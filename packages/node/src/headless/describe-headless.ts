import type { Explanation, Reading, Session } from '@architect/contracts/sessions';
import { gitBranch } from '../sessions/git-branch.ts';
import type { HeadlessSession } from './headless-session.ts';

/** The record of a session without a pane. */
export function describeHeadless(node: string, session: HeadlessSession): Session {
  const { saved } = session;
  const obstacle = session.obstacle();
  const { state } = session.state();
  return {
    name: saved.name,
    node,
    mode: 'headless',
    pane_id: paneIdOf(saved.id),
    provider: saved.provider,
    agent_version: saved.version,
    state,
    state_since: iso(session.stateSince),
    evidence: readingOf(session),
    deliverable: obstacle === null,
    not_deliverable_because: obstacle,
    draft: null,
    dialog: session.dialog,
    ...(state === 'limited' || state === 'error' ? restOf(session) : noRest),
    current_prompt_id: session.openAttempt?.promptId ?? null,
    working_dir: saved.working_dir,
    git_branch: gitBranch(saved.working_dir),
    role: null,
    tier: null,
    attached_clients: 0,
    width: 0,
    height: 0,
    created_at: iso(saved.created_at),
    managed: true,
  };
}

const noRest = { limited_until: null, tried_again_at: null };

/** A time of ours is never shown as the agent's own: others of its account would rest for it. */
function restOf({ hold }: HeadlessSession): Pick<Session, 'limited_until' | 'tried_again_at'> {
  const { toldUntil = null, until } = hold.active ?? {};
  const isGuess = until !== undefined && toldUntil === null;
  return {
    limited_until: toldUntil === null ? null : iso(toldUntil),
    tried_again_at: isGuess ? iso(until) : null,
  };
}

export function paneIdOf(id: string): string {
  return `headless:${id}`;
}

/** The one source of a headless session is what its agent says; `screen` are the last lines of it. */
export function explainHeadless(node: string, session: HeadlessSession): Explanation {
  const reading = readingOf(session);
  return {
    session: describeHeadless(node, session),
    decided_by: reading,
    readings: [{ ...reading, won: true, why: 'the agent tells its state by its protocol' }],
    sources: [
      {
        source: 'protocol',
        last_at: session.lastSaidAt === null ? null : iso(session.lastSaidAt),
        trusted: true,
        note: `${session.book.messages.size} prompts, process ${session.pid || 'none'}`,
      },
    ],
    screen: linesOf(session),
    title: '',
    command: session.saved.provider,
  };
}

export function linesOf(session: HeadlessSession, count = 200): string {
  return session.book.lines.slice(-Math.max(1, count)).join('\n');
}

function readingOf(session: HeadlessSession): Reading {
  const { state, rule, detail } = session.state();
  return { source: 'protocol', state, rule, detail, at: iso(session.stateSince) };
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
