import type { Clock } from '../clock.ts';
import type { TmuxDriver } from '../tmux/driver.ts';
import type { Look } from './looking.ts';
import type { Published } from './published.ts';
import type { SessionTracker } from './session-tracker.ts';

/** A person's keystroke younger than this stops every delivery. */
export const personQuietMs = 3000;

/** Why nothing may be typed now, by what is known of the session already; null when a prompt may be delivered. */
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

/** Why nothing may be typed, judged from a look taken this moment; null when the way is free. */
export async function findObstacle(
  context: { driver: TmuxDriver; clock: Clock },
  tracker: SessionTracker,
  look: Look,
): Promise<string | null> {
  const general = tracker.obstacle();
  if (general) return general;
  const { reading } = look;
  if (reading.dialog) return `a dialog is open: ${reading.dialog.question}`;
  if (reading.overlay) return `something lies over the agent (${reading.rule})`;
  if (!reading.boxShown) return `the input box is not shown (${reading.rule})`;
  if (reading.draft !== null) return `the input box holds a draft (${reading.draft.length} characters)`;
  if (reading.state !== 'idle' && reading.state !== 'asking')
    return `the screen says ${reading.state} (${reading.rule})`;
  const now = context.clock.now();
  const latest = await lastPersonKeyAt(context, tracker);
  if (now - latest >= personQuietMs) return null;
  const who = latest === tracker.typedByOthersAt ? 'another program' : 'a person';
  return `${who} pressed a key ${Math.max(0, Math.round((now - latest) / 1000))} s ago`;
}

/** A person has just pressed a key, in our terminal or in their own. */
export async function isPersonAtKeyboard(
  context: { driver: TmuxDriver; clock: Clock },
  tracker: SessionTracker,
): Promise<boolean> {
  return context.clock.now() - (await lastPersonKeyAt(context, tracker)) < personQuietMs;
}

async function lastPersonKeyAt(context: { driver: TmuxDriver }, tracker: SessionTracker): Promise<number> {
  const clients = await context.driver.personClients();
  const here = clients
    .filter((client) => client.sessionId === tracker.facts.sessionId)
    .map((client) => client.lastActivityAt);
  return Math.max(tracker.personKeyAt, tracker.typedByOthersAt, ...here);
}
