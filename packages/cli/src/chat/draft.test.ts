import { describe, expect, it } from 'vitest';
import { type Draft, edit, emptyDraft, insert, insertPaste, shownText, textOf } from './draft.ts';

const typed = (text: string): Draft => insert(emptyDraft, text);
const longText = Array.from({ length: 40 }, (_, line) => `line ${line} [Pasted text #1 +39 lines]`).join(
  '\n',
);

describe('draft', () => {
  it('shows long pastes as a placeholder and gives them back byte for byte', () => {
    const draft = insert(
      insertPaste(insert(insertPaste(typed('a '), longText), ' b '), 'x'.repeat(2000)),
      ' 🙂',
    );
    expect(shownText(draft)).toBe('a [Pasted text #1 +39 lines] b [Pasted text #2] 🙂');
    expect(textOf(draft)).toBe(`a ${longText} b ${'x'.repeat(2000)} 🙂`);
  });

  it('keeps short pastes in sight, and text that looks like a placeholder as it is', () => {
    const draft = insertPaste(insertPaste(emptyDraft, longText), 'see [Pasted text #1 +39 lines]\ntwo');
    expect(textOf(draft)).toBe(`${longText}see [Pasted text #1 +39 lines]\ntwo`);
    expect(shownText(insertPaste(emptyDraft, 'one\ntwo'))).toBe('one\ntwo');
  });

  it('deletes whole characters and whole pastes', () => {
    const family = '👨‍👩‍👧';
    expect(textOf(edit(typed(`a${family}`), 'backspace'))).toBe('a');
    expect(textOf(edit(edit(typed(`${family}b`), 'home'), 'delete'))).toBe('b');
    expect(textOf(edit(insertPaste(typed('a'), longText), 'backspace'))).toBe('a');
  });

  it('moves and edits within lines', () => {
    const atLineStart = edit(typed('one\ntwo words'), 'home');
    expect(textOf(insert(atLineStart, '> '))).toBe('one\n> two words');
    expect(textOf(insert(edit(edit(atLineStart, 'left'), 'home'), '! '))).toBe('! one\ntwo words');
    expect(textOf(insert(edit(atLineStart, 'end'), '.'))).toBe('one\ntwo words.');
    expect(textOf(edit(typed('one two  '), 'delete-word'))).toBe('one ');
    expect(edit(typed('x'), 'clear-line')).toEqual(emptyDraft);
    expect(edit(emptyDraft, 'backspace')).toEqual(emptyDraft);
  });
});
