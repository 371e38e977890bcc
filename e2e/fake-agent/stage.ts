import type { createDraft } from './draft.ts';
import type { createPainter } from './painter.ts';
import { answerRows, drawView, type View } from './screen.ts';

export type Decision = 'yes' | 'always' | 'no';

/** What the agent is doing and shows: shared by its keyboard and its turns. */
export interface Stage {
  draft: ReturnType<typeof createDraft>;
  /** Messages sent while it worked. */
  queue: string[];
  working: (NonNullable<View['working']> & { since: number }) | null;
  dialog: (NonNullable<View['dialog']> & { decide: (decision: Decision) => void }) | null;
  overlay: boolean;
  width(): number;
  /** Adds rows to the conversation and paints. */
  show(...rows: string[]): void;
  /** Adds a message, an error (`⎿`) or a note, and an empty row. */
  answer(text: string, bullet?: string): void;
  repaint(): void;
  /** Removes the last rows of the conversation and paints. */
  takeBack(rowCount: number): void;
  /** Moves the spinner on; called ten times a second. */
  tick(): void;
}

const glyphs = ['·', '✢', '✳', '✶', '✻', '✽'];

export function createStage(parts: {
  draft: ReturnType<typeof createDraft>;
  painter: ReturnType<typeof createPainter>;
  width: () => number;
}): Stage {
  const { draft, painter, width } = parts;
  let ticks = 0;
  const frame = () => {
    const { working, queue, dialog, overlay } = stage;
    return drawView({ working, queued: queue, draft: draft.shown(), dialog, overlay }, width());
  };
  const stage: Stage = {
    draft,
    queue: [],
    working: null,
    dialog: null,
    overlay: false,
    width,
    show(...rows) {
      // The title spins about once a second, far slower than the line above the box.
      const title = stage.working && !stage.dialog ? (ticks % 20 < 10 ? '⠂' : '⠐') : '✳';
      painter.setTitle(`${title} Claude Code`);
      painter.paint(rows, frame());
    },
    answer: (text, bullet) => stage.show(...answerRows(text, width(), bullet), ''),
    repaint: () => painter.repaint(frame()),
    takeBack(rowCount) {
      painter.forget(rowCount);
      stage.repaint();
    },
    tick() {
      ticks += 1;
      const { working } = stage;
      if (!working || stage.dialog) return;
      working.glyph = glyphs[ticks % glyphs.length] ?? '·';
      working.seconds = Math.floor((Date.now() - working.since) / 1000);
      stage.show();
    },
  };
  return stage;
}
