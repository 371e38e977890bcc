import type { StateReading } from '../agent.ts';

/** Titles (OSC 0): a braille spinner works, `[ ! ] Action Required` waits for a decision; other titles say nothing. */
export function readCodexTitle(title: string): StateReading | null {
  if (/^\[ [!.] \] action required/i.test(title))
    return { state: 'blocked', rule: 'codex.title.action-required', detail: title };
  if (/^[\u2801-\u28ff]\s/u.test(title)) return { state: 'busy', rule: 'codex.title.spinner', detail: title };
  return null;
}
