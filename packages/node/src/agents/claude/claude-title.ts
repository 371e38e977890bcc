import type { StateReading } from '../agent.ts';

/** `✳ topic` waits for a person; a braille or half-circle spinner works. Other titles are not the agent's. */
export function readClaudeTitle(title: string): StateReading | null {
  if (/^[\u2801-\u28ff◐◓◑◒]\s/u.test(title)) {
    return { state: 'busy', rule: 'claude.title.spinner', detail: title };
  }
  /** The same in idle and in a dialog: it never decides, it only agrees. */
  if (/^✳(\s|$)/u.test(title)) return { state: 'idle', rule: 'claude.title.waiting', detail: title };
  return null;
}
