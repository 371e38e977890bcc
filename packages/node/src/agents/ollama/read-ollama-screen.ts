import type { ScreenReading } from '../agent.ts';
import { lastTextRow } from '../bottom-block.ts';
import { emptyReading } from '../empty-reading.ts';
import type { Screen } from '../screen.ts';
import { findPrompt } from './find-prompt.ts';

/** Everything the bottom of an `ollama run` screen says. It asks nothing but for messages, and it has no dialogs. */
export function readOllamaScreen(screen: Screen): ScreenReading {
  const prompt = findPrompt(screen);
  if (prompt === null) return readWork(screen);
  const isEmpty = prompt.isHinted && prompt.text === '';
  const shown = { ...emptyReading, boxShown: true, draft: isEmpty ? null : prompt.text };
  if (!isEmpty)
    // An answer that quotes a Python prompt ends in the same row for a while: no proof that the turn is over.
    return { ...shown, ...said('unknown', 'text-behind-prompt', 'a draft, or an answer that quotes one') };
  const above = lineAbove(screen, prompt.top);
  if (/^Use Ctrl \+ d or \/bye to exit\.$/.test(above))
    return { ...shown, ...said('idle', 'empty-prompt', above), interrupted: true };
  if (/^An error occurred while processing your message\b/.test(above))
    return { ...shown, ...said('error', 'error', above) };
  if (/^(error: |Unknown command ')/i.test(above))
    return { ...shown, ...said('error', 'refused-message', above) };
  return { ...shown, ...said('idle', 'empty-prompt', 'empty prompt with its hint') };
}

/** No prompt: it loads a model, downloads one or answers. Nothing at all says nothing. */
function readWork(screen: Screen): ScreenReading {
  const last = lastTextRow(screen);
  if (last < 0) return { ...emptyReading, ...said('unknown', 'unknown', 'nothing is shown') };
  const line = (screen.lines[last] ?? '').trim();
  if (/^(pulling|verifying|writing|success)\b/.test(line))
    return { ...emptyReading, ...said('starting', 'download', line) };
  const isTurn = screen.lines.some((row) => /^>>> .*\S/.test(row));
  if (/^[\u2801-\u28ff]$/u.test(line))
    return {
      ...emptyReading,
      ...said(isTurn ? 'busy' : 'starting', 'spinner', 'the model is loaded or thinks'),
    };
  return { ...emptyReading, ...said(isTurn ? 'busy' : 'unknown', 'no-prompt', line) };
}

function said(
  state: ScreenReading['state'],
  rule: string,
  detail: string,
): Pick<ScreenReading, 'state' | 'rule' | 'detail'> {
  return { state, rule: `ollama.screen.${rule}`, detail: detail.slice(0, 300) };
}

function lineAbove(screen: Screen, y: number): string {
  return screen.lines.slice(0, y).findLast((line) => line.trim() !== '') ?? '';
}
