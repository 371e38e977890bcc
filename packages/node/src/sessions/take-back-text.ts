import { squash } from '../agents/bottom-block.ts';
import { pause } from '../clock.ts';
import type { Attempt, DeliveryContext } from './delivery-context.ts';
import { isCovered, type Look, lookAt } from './looking.ts';
import { isPersonAtKeyboard } from './obstacles.ts';

/** Keys that clear one line each, or join it to the one before; a text of ours that takes more is left to people. */
const maxKeys = 120;
/** The box must have become shorter within this time. */
const drawnWithinMs = 1_500;
const lookEveryMs = 50;

/**
 * Removes a text of ours that nobody will send any more from the input box, where it would pass for a person's draft and
 * keep every other prompt waiting. Only while the box holds exactly our text, or the beginning that was typed or is left of
 * it, and no person is at the keyboard; else it is left as it is.
 */
export async function takeBackText(context: DeliveryContext, attempt: Attempt): Promise<void> {
  const { tracker, spec } = attempt;
  const key = tracker.agent.clearLineKey;
  if (key === undefined || tracker.ownText !== spec.text) return;
  await tracker.lock.run(async () => {
    let look = await lookAt(context.driver, tracker);
    if (isCovered(look) || !look.reading.boxShown || !isOurs(attempt, look)) return;
    for (let presses = 0; presses < maxKeys && look.reading.draft !== null; presses += 1) {
      if (await isPersonAtKeyboard(context, tracker)) return;
      const pressed = await context.driver.press(tracker.facts.paneId, [key], look.capture.facts);
      const next = pressed === 'done' ? await lookWhenShorter(context, attempt, look) : null;
      if (next === null) return;
      look = next;
    }
    if (look.reading.draft === null) tracker.ownText = null;
  });
}

/** The box holds our text or its beginning, and nothing else. */
function isOurs({ tracker: { agent }, spec }: Attempt, { screen }: Look): boolean {
  return agent.boxHolds(screen, spec.text) || agent.boxBegins?.(screen, spec.text) === true;
}

/** Null when the box does not get shorter, or when something else than the rest of our text stands in it. */
async function lookWhenShorter(
  context: DeliveryContext,
  attempt: Attempt,
  before: Look,
): Promise<Look | null> {
  const length = before.reading.draft?.length ?? 0;
  const deadline = context.clock.now() + drawnWithinMs;
  while (context.clock.now() < deadline) {
    await pause(context.clock, lookEveryMs);
    const look = await lookAt(context.driver, attempt.tracker);
    const { draft, boxShown } = look.reading;
    if (!boxShown || isCovered(look)) return null;
    if (draft === null) return look;
    if (draft.length < length)
      return squash(attempt.spec.text).startsWith(squash(draft)) || isOurs(attempt, look) ? look : null;
  }
  return null;
}
