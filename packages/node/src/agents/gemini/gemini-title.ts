import type { StateReading } from '../agent.ts';

/**
 * Titles, padded with blanks: `✦  Working… (dir)`, `⏲  Working… (dir)`, `✋  Action Required (dir)`, `◇  Ready (dir)`.
 * "Ready" is also shown in the dialogs for trust, sign-in and limits, so it counts only as far as the screen agrees.
 */
export function readGeminiTitle(title: string): StateReading | null {
  const detail = title.trim();
  if (isWorkingTitle(title)) return { state: 'busy', rule: 'gemini.title.working', detail };
  if (/^✋\s*action required/iu.test(title))
    return { state: 'blocked', rule: 'gemini.title.action-required', detail };
  if (/^◇\s*ready\b/iu.test(title)) return { state: 'idle', rule: 'gemini.title.ready', detail };
  return null;
}

export function isWorkingTitle(title: string): boolean {
  return /^[✦⏲]\s+\S/u.test(title);
}
