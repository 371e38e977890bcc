import { describe, expect, it } from 'vitest';
import { createKeyParser, type Key, type KeyName } from './parse-keys.ts';

const press = (name: KeyName): Key => ({ type: 'press', name });
const text = (value: string): Key => ({ type: 'text', text: value });
const paste = (value: string): Key => ({ type: 'paste', text: value });
const esc = '\u001b';

describe('key parser', () => {
  it.each<[string, string, Key[]]>([
    ['letters and emoji', 'hé🙂', [text('hé🙂')]],
    ['a lone return', '\r', [press('enter')]],
    ['a return within a burst', 'one\rtwo\r', [text('one'), press('newline'), text('two'), press('newline')]],
    ['a CRLF within a burst', 'one\r\ntwo', [text('one'), press('newline'), text('two')]],
    ['Ctrl-J and Alt-Enter', `\n${esc}\r`, [press('newline'), press('newline')]],
    ['a paste with any newline', `${esc}[200~a\r\nb\rc\nd${esc}[201~`, [paste('a\nb\nc\nd')]],
    ['a paste with a tab and an escape', `${esc}[200~a\tb${esc}[Ac${esc}[201~`, [paste(`a\tb${esc}[Ac`)]],
    ['a return right after a paste', `${esc}[200~a${esc}[201~\r`, [paste('a'), press('newline')]],
    ['arrows, with Ctrl too', `${esc}[D${esc}OC${esc}[1;5C`, [press('left'), press('right'), press('right')]],
    [
      'control keys',
      '\u0015\u0017\u007f\u0003',
      ['clear-line', 'delete-word', 'backspace', 'ctrl-c'].map((name) => press(name as KeyName)),
    ],
    ['a reply of the terminal', `${esc}]11;rgb:00/00/00\u0007x`, [text('x')]],
    ['an unknown sequence', `${esc}[99zx`, [text('x')]],
  ])('reads %s', (_name, input, keys) => {
    expect(createKeyParser().feed(input, 0)).toEqual(keys);
  });

  it('reads a paste cut anywhere', () => {
    const input = `${esc}[200~line one\r\nline two${esc}[201~`;
    for (let at = 1; at < input.length; at += 1) {
      const parser = createKeyParser();
      const keys = [...parser.feed(input.slice(0, at), 0), ...parser.feed(input.slice(at), 1)];
      expect(keys.filter((key) => key.type === 'paste').map((key) => key.text.replace('\n\n', '\n'))).toEqual(
        ['line one\nline two'],
      );
    }
  });

  it('takes a return for Enter only some time after text', () => {
    const parser = createKeyParser();
    expect(parser.feed('word', 1000)).toEqual([text('word')]);
    expect(parser.feed('\r', 1005)).toEqual([press('newline')]);
    expect(parser.feed('\r', 1200)).toEqual([press('enter')]);
  });

  it('tells the Escape key from the beginning of a sequence', () => {
    const parser = createKeyParser();
    expect(parser.feed(esc, 0)).toEqual([]);
    expect(parser.isWaiting()).toBe(true);
    expect(parser.flush()).toEqual([press('escape')]);
    expect(parser.feed(esc, 0)).toEqual([]);
    expect(parser.feed('[A', 1)).toEqual([press('up')]);
    expect(parser.isWaiting()).toBe(false);
  });
});
