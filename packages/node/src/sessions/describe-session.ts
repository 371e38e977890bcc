import type { Reading, Session } from '@architect/contracts/sessions';
import type { TimedReading } from '../agents/authority.ts';
import { gitBranch } from './git-branch.ts';
import type { SessionTracker } from './session-tracker.ts';

/** The record of a session as the contract shows it. */
export function describeSession(node: string, tracker: SessionTracker): Session {
  const { facts, published } = tracker;
  const obstacle = tracker.obstacle();
  const winner = published.decision.winner;
  return {
    name: facts.sessionName,
    node,
    mode: 'terminal',
    pane_id: facts.paneId,
    provider: tracker.agent.provider,
    agent_version: tracker.agentVersion,
    state: published.state,
    state_since: iso(published.since),
    evidence: winner ? describeReading(winner) : null,
    deliverable: obstacle === null,
    not_deliverable_because: obstacle,
    draft: published.draft,
    dialog: published.dialog,
    limited_until: published.limitedUntil?.toISOString() ?? null,
    tried_again_at: published.triedAgainAt === null ? null : iso(published.triedAgainAt),
    current_prompt_id: tracker.openAttempt?.promptId ?? null,
    working_dir: facts.currentPath || tracker.process.cwd,
    git_branch: gitBranch(facts.currentPath || tracker.process.cwd || '/'),
    role: facts.role,
    tier: facts.tier,
    attached_clients: facts.attachedClients,
    width: facts.width,
    height: facts.height,
    created_at: iso(facts.createdAt),
    managed: isManaged(tracker),
  };
}

/** We created the session: its environment names the hook directory. */
export function isManaged(tracker: SessionTracker): boolean {
  return tracker.findHookDir() !== null;
}

export function describeReading(reading: TimedReading): Reading {
  return {
    source: reading.source,
    state: reading.state,
    rule: reading.rule,
    detail: reading.detail,
    at: iso(reading.at),
  };
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
