/** Text being written. `cursor` counts UTF-16 units; long pastes are one unit each, see `pasteMark`. */
export interface Draft {
  text: string;
  cursor: number;
  /** Long pastes by their number, counted from 1. */
  pastes: readonly string[];
}

export const emptyDraft: Draft = { text: '', cursor: 0, pastes: [] };

/** A paste longer than this is shown as one placeholder. */
const longestShownLines = 10;
const longestShownChars = 1000;

// A lone low surrogate stands for a long paste: decoded UTF-8 input can never contain one.
const markBase = 0xdc00;
const marks = /(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Inserts typed text at the cursor. */
export function insert(draft: Draft, text: string): Draft {
  const { cursor } = draft;
  return {
    ...draft,
    text: draft.text.slice(0, cursor) + text + draft.text.slice(cursor),
    cursor: cursor + text.length,
  };
}

/** Inserts a paste; a long one as a placeholder that `textOf` replaces again. */
export function insertPaste(draft: Draft, text: string): Draft {
  const isShort = text.length <= longestShownChars && text.split('\n').length <= longestShownLines;
  if (isShort || draft.pastes.length >= 1000) return insert(draft, text);
  const pastes = [...draft.pastes, text];
  return { ...insert(draft, String.fromCharCode(markBase + pastes.length)), pastes };
}

/** The whole text, byte for byte as it came in. */
export function textOf(draft: Draft): string {
  return draft.text.replace(marks, (mark) => draft.pastes[numberOf(mark) - 1] ?? '');
}

/** The text as people see it, with `[Pasted text #1 +39 lines]` for long pastes. */
export function shownText(draft: Draft, upTo = draft.text.length): string {
  return draft.text.slice(0, upTo).replace(marks, (mark) => {
    const number = numberOf(mark);
    const newlines = (draft.pastes[number - 1] ?? '').split('\n').length - 1;
    return newlines > 0 ? `[Pasted text #${number} +${newlines} lines]` : `[Pasted text #${number}]`;
  });
}

export type Edit = 'backspace' | 'delete' | 'left' | 'right' | 'home' | 'end' | 'clear-line' | 'delete-word';

/** Applies an editing key. */
export function edit(draft: Draft, key: Edit): Draft {
  const { text, cursor } = draft;
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  const cut = (from: number, to: number): Draft => ({
    ...draft,
    text: text.slice(0, from) + text.slice(to),
    cursor: from,
  });
  switch (key) {
    case 'backspace':
      return cut(cursor - lastGrapheme(before), cursor);
    case 'delete':
      return cut(cursor, cursor + firstGrapheme(after));
    case 'left':
      return { ...draft, cursor: cursor - lastGrapheme(before) };
    case 'right':
      return { ...draft, cursor: cursor + firstGrapheme(after) };
    case 'home':
      return { ...draft, cursor: before.lastIndexOf('\n') + 1 };
    case 'end':
      return { ...draft, cursor: after.includes('\n') ? cursor + after.indexOf('\n') : text.length };
    case 'clear-line':
      return emptyDraft;
    case 'delete-word':
      return cut(before.replace(/\S*\s*$/, '').length, cursor);
  }
}

function numberOf(mark: string): number {
  return mark.charCodeAt(0) - markBase;
}

function firstGrapheme(text: string): number {
  for (const { segment } of segmenter.segment(text.slice(0, 64))) return segment.length;
  return 0;
}

function lastGrapheme(text: string): number {
  // From the last newline or some way back: long enough for any grapheme, short enough to be quick.
  let length = 0;
  for (const { segment } of segmenter.segment(text.slice(-64))) length = segment.length;
  return length;
}
