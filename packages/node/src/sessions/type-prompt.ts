import { pause } from '../clock.ts';
import type { Attempt, DeliveryContext, Typing } from './delivery-context.ts';
import { type Look, lookAt } from './looking.ts';
import { findObstacle } from './obstacles.ts';
import { pasteText } from './paste-text.ts';
import { submitTyped } from './submit-prompt.ts';

/**
 * Types an attempt's text into its session and submits it. Order: fresh look, obstacles, one guarded paste, wait for the
 * box, guarded Enter, proof. Holds the session's lock up to the paste; `onTyped` runs after it.
 */
export async function typePrompt(
  context: DeliveryContext,
  attempt: Attempt,
  onTyped: (evidence: string) => void,
): Promise<Typing> {
  const { tracker, spec } = attempt;
  const refused = await tracker.lock.run(async (): Promise<Typing | null> => {
    const look = await lookAt(context.driver, tracker);
    if (look.capture.facts.pid !== attempt.panePid)
      return { outcome: 'refused', evidence: 'the pane was started anew since it was chosen' };
    const isOurs = isOwnLeftover(attempt, look);
    const obstacle = await findObstacle(context, tracker, look);
    if (obstacle && !isOurs) return { outcome: 'refused', evidence: obstacle };
    tracker.openAttempt = { attemptId: spec.attempt_id, promptId: spec.prompt_id };
    tracker.ownText = spec.text;
    if (isOurs) onTyped('our text of an earlier attempt stands in the box');
    else {
      const pieces = tracker.agent.splitPaste?.(spec.text) ?? [spec.text];
      const { done, typed, evidence } = await pasteText(context, tracker, { pieces, look });
      if (!done && !typed) tracker.ownText = null;
      if (!done) return { outcome: 'refused', evidence };
      onTyped(evidence);
    }
    return null;
  });
  if (refused) return refused;
  await pause(context.clock, tracker.agent.settleMs);
  return submitTyped(context, attempt);
}

/** Text that we pasted earlier and never submitted is not a person's draft. */
function isOwnLeftover({ tracker, spec }: Attempt, look: Look): boolean {
  if (tracker.ownText !== spec.text || look.reading.draft === null || !look.reading.boxShown) return false;
  return (
    tracker.obstacle()?.startsWith('the input box holds a draft') === true &&
    tracker.agent.boxHolds(look.screen, spec.text)
  );
}
