import { pause } from '../clock.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { type Look, lookAt } from './looking.ts';
import type { SessionTracker } from './session-tracker.ts';

const lookEveryMs = 30;
/** A piece must stand in the box within this time. */
const pieceTimeoutMs = 20_000;

interface Pasting {
  done: boolean;
  /** Whether any of the text was typed. */
  typed: boolean;
  evidence: string;
}

/**
 * Pastes the pieces of a text in one guarded step each, the next when the box shows all before it and nothing else. Call it
 * with the session's lock held.
 * @param look what the first step is compared with
 */
export async function pasteText(
  context: Pick<DeliveryContext, 'driver' | 'clock'>,
  tracker: SessionTracker,
  { pieces, look }: { pieces: string[]; look: Look },
): Promise<Pasting> {
  const [first = '', ...others] = pieces;
  if ((await context.driver.paste(tracker.facts.paneId, first, look.capture.facts)) === 'refused')
    return { done: false, typed: false, evidence: 'the pane changed between the look and the paste' };
  let typed = first;
  for (const [index, piece] of others.entries()) {
    if (!(await pasteBehind(context, tracker, { typed, piece }))) {
      const evidence = `piece ${index + 1} of ${pieces.length} never stood in the input box; Enter was not pressed`;
      return { done: false, typed: true, evidence };
    }
    typed += piece;
  }
  const steps = others.length === 0 ? 'one guarded step' : `${pieces.length} guarded steps`;
  return { done: true, typed: true, evidence: `pasted ${Buffer.byteLength(typed)} bytes in ${steps}` };
}

/** False when the box does not come to show just what was typed so far. */
async function pasteBehind(
  { driver, clock }: Pick<DeliveryContext, 'driver' | 'clock'>,
  tracker: SessionTracker,
  { typed, piece }: { typed: string; piece: string },
): Promise<boolean> {
  const { paneId, pid } = tracker.facts;
  const deadline = clock.now() + pieceTimeoutMs;
  while (clock.now() < deadline) {
    const { capture, reading, screen } = await lookAt(driver, tracker);
    if (capture.facts.pid !== pid) return false;
    const isShown = reading.boxShown && tracker.agent.boxHolds(screen, typed);
    if (isShown && (await driver.paste(paneId, piece, capture.facts)) === 'done') return true;
    await pause(clock, lookEveryMs);
  }
  return false;
}
