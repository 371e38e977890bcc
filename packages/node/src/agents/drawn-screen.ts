import { parseScreen, type ScreenFacts } from './parse-screen.ts';
import type { Screen } from './screen.ts';

/** A screen drawn by hand, for tests: 80 columns, the cursor hidden at the origin unless said otherwise. */
export function drawnScreen(rows: string[], facts: Partial<ScreenFacts> = {}): Screen {
  return parseScreen(rows, {
    width: 80,
    height: Math.max(rows.length, 24),
    cursorX: 0,
    cursorY: 0,
    cursorVisible: false,
    title: '',
    currentCommand: '',
    alternateOn: false,
    ...facts,
  });
}
