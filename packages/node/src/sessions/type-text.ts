import { NodeLinkError } from '@architect/contracts/node-link';
import { pause } from '../clock.ts';
import { mustFind } from './deliveries.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { lookAt, lookUntil } from './looking.ts';
import { findObstacle } from './obstacles.ts';
import { pasteText } from './paste-text.ts';
import type { SessionTracker } from './session-tracker.ts';

export interface TypeRequest {
  session: string;
  text: string;
  enter: boolean;
  interrupt: boolean;
  force: boolean;
}

/**
 * Types text outside the queue (`/api/tmux/send`). Refused where a delivery would be refused; `force` skips that, but
 * never types into a dead pane, copy mode or a pane whose input is off. `interrupt` presses Escape first and waits.
 */
export async function typeText(
  context: DeliveryContext,
  request: TypeRequest,
): Promise<{ adjusted: string[] }> {
  const tracker = mustFind(context, request.session);
  return tracker.lock.run(async () => {
    if (request.interrupt) await interrupt(context, tracker);
    const prepared = request.force
      ? { ok: true as const, text: request.text, adjusted: [] }
      : tracker.agent.prepare(request.text);
    if (!prepared.ok) throw new NodeLinkError('BAD_REQUEST', prepared.reason);
    const look = await lookAt(context.driver, tracker);
    const obstacle = request.force ? hardObstacle(tracker) : await findObstacle(context, tracker, look);
    if (obstacle) throw new NodeLinkError('NOT_DELIVERABLE', obstacle, tracker.published.state);
    const pieces = request.force
      ? [prepared.text]
      : (tracker.agent.splitPaste?.(prepared.text) ?? [prepared.text]);
    const { done, evidence } = await pasteText(context, tracker, { pieces, look });
    if (!done) throw new NodeLinkError('NOT_DELIVERABLE', evidence, tracker.published.state);
    if (request.enter) await pressEnter(context, tracker);
    return { adjusted: prepared.adjusted };
  });
}

/** What even `force` does not overrule. */
function hardObstacle(tracker: SessionTracker): string | null {
  if (tracker.facts.dead) return 'the pane is dead';
  if (tracker.facts.inMode) return 'the pane is in copy mode';
  if (tracker.facts.inputOff) return 'input of the pane is switched off';
  return null;
}

async function interrupt(context: DeliveryContext, tracker: SessionTracker): Promise<void> {
  const hard = hardObstacle(tracker);
  if (hard) throw new NodeLinkError('NOT_DELIVERABLE', hard, tracker.published.state);
  const { facts } = await context.driver.capture(tracker.facts.paneId);
  await context.driver.press(facts.paneId, ['Escape'], facts, { cursor: false });
  await lookUntil({ ...context, tracker }, { everyMs: 60, timeoutMs: 5_000 }, () =>
    tracker.published.state === 'idle' || tracker.published.state === 'asking' ? true : null,
  );
}

async function pressEnter(context: DeliveryContext, tracker: SessionTracker): Promise<void> {
  await pause(context.clock, tracker.agent.settleMs);
  const { facts } = await context.driver.capture(tracker.facts.paneId);
  const pressed = await context.driver.press(facts.paneId, ['Enter'], facts, { cursor: false });
  if (pressed === 'refused')
    throw new NodeLinkError(
      'FAILED',
      'the text was typed, but the pane changed before Enter: it is not sent',
    );
}
