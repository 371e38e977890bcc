import type { Published, SessionTracker } from './session-tracker.ts';

/** Why nothing may be typed into a session now; null when a prompt may be delivered. */
export function obstacleOf({
  facts,
  published,
  openAttempt,
  screenReading,
}: Pick<SessionTracker, 'facts' | 'published' | 'openAttempt' | 'screenReading'>): string | null {
  if (facts.dead) return 'the pane is dead';
  if (facts.inMode) return 'the pane is in copy mode';
  if (facts.inputOff) return 'input of the pane is switched off';
  if (facts.synchronized) return 'synchronize-panes is on';
  if (openAttempt) return `prompt ${openAttempt.promptId} is being worked on`;
  if (published.state !== 'idle' && published.state !== 'asking') return stateObstacle(published);
  if (!screenReading?.boxShown) return 'the input box is not shown';
  if (published.draft !== null) return `the input box holds a draft (${published.draft.length} characters)`;
  return null;
}

function stateObstacle(published: Published): string {
  if (published.state === 'blocked' && published.dialog)
    return `it waits for a decision: ${published.dialog.question}`;
  const detail = published.decision.winner?.detail;
  return `it is ${published.state}${detail ? ` (${detail})` : ''}`;
}
