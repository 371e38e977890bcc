import { describe, expect, it } from 'vitest';
import { parseScreen } from './parse-screen.ts';

function parse(...rows: string[]) {
  return parseScreen(rows, {
    width: 40,
    height: Math.max(rows.length, 2),
    cursorX: 0,
    cursorY: 0,
    cursorVisible: true,
    title: '',
    currentCommand: '',
    alternateOn: false,
  });
}

describe('parseScreen', () => {
  it('separates dim ghost text from typed text', () => {
    const screen = parse('> typed\u001b[2m ghost\u001b[22m!');
    expect(screen.lines[0]).toBe('> typed ghost!');
    expect(screen.runs[0]?.map((run) => [run.text, run.dim])).toEqual([
      ['> typed', false],
      [' ghost', true],
      ['!', false],
    ]);
  });

  it('carries a style into the next row and ends it at a reset', () => {
    const screen = parse('a\u001b[7m', 'b\u001b[0mc');
    expect(screen.runs[1]?.map((run) => [run.text, run.reverse])).toEqual([
      ['b', true],
      ['c', false],
    ]);
  });

  it.each([
    ['\u001b[38;5;246mx', '38;5;246', ''],
    ['\u001b[38:5:246mx', '38:5:246', ''],
    ['\u001b[38;2;1;2;3;48;5;16mx', '38;2;1;2;3', '48;5;16'],
    ['\u001b[31;44mx', '31', '44'],
    ['\u001b[97;104mx', '97', '104'],
    ['\u001b[31m\u001b[39mx', '', ''],
    ['\u001b[41;31m\u001b[mx', '', ''],
  ])('reads the colours of %j', (row, color, background) => {
    expect(parse(row).runs[0]).toEqual([
      { text: 'x', dim: false, reverse: false, bold: false, underline: false, color, background },
    ]);
  });

  it('drops links, titles and cursor movements but keeps their text', () => {
    const screen = parse('\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u0007 \u001b[2Ktext\u001b(B');
    expect(screen.lines[0]).toBe('link text');
  });

  it('keeps wide and combining characters as they are', () => {
    expect(parse('\u001b[1m日本\u001b[0me\u0301 👩‍💻').lines[0]).toBe('日本e\u0301 👩‍💻');
  });

  it('fills missing rows and cuts trailing blanks', () => {
    expect(parse('a   \u00a0').lines).toEqual(['a', '']);
  });
});
