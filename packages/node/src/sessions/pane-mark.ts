import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { paneMark } from '@architect/contracts/node-link';
import type { z } from 'zod';
import type { PaneFacts, ScreenCapture } from '../tmux/driver.ts';

export type PaneMark = z.infer<typeof paneMark>;

/** What a pane looked like just before an intent was committed; `isUntouched` compares a later look with it. */
export function markPane(capture: ScreenCapture, hookCount: number, transcriptPath: string | null): PaneMark {
  return {
    pane_id: capture.facts.paneId,
    pane_pid: capture.facts.pid,
    screen_hash: hashRows(capture.rows),
    history_size: capture.facts.historySize,
    cursor: cursorOf(capture.facts),
    hook_count: hookCount,
    transcript_size: transcriptPath ? sizeOf(transcriptPath) : null,
    at: new Date(capture.at).toISOString(),
  };
}

/** True when the pane still runs what ran in it at the mark: no session made anew under the old name, no respawn. */
export function isSamePane(mark: Pick<PaneMark, 'pane_id' | 'pane_pid'>, facts: PaneFacts): boolean {
  return mark.pane_id === facts.paneId && mark.pane_pid === facts.pid;
}

/** True when nothing at all was drawn in the pane since the mark: proof that nothing was typed. */
export function isUntouched(mark: PaneMark, capture: ScreenCapture): boolean {
  return (
    isSamePane(mark, capture.facts) &&
    mark.history_size === capture.facts.historySize &&
    mark.cursor === cursorOf(capture.facts) &&
    mark.screen_hash === hashRows(capture.rows)
  );
}

function cursorOf(facts: PaneFacts): string {
  return `${facts.cursorX},${facts.cursorY}`;
}

function hashRows(rows: string[]): string {
  return createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 16);
}

function sizeOf(path: string): number | null {
  try {
    return statSync(path).size;
  } catch {
    return null; // not written yet
  }
}
