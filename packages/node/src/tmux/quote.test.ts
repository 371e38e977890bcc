import { describe, expect, it } from 'vitest';
import { escapeProcessArgument, literalFormat, quoteArgument, quoteBytes, unescapeOutput } from './quote.ts';

describe('quoting for tmux', () => {
  it('writes what means something inside double quotes in octal', () => {
    expect(quoteArgument('a "b" \\ $c\n\té')).toBe('"a \\042b\\042 \\134 \\044c\\012\\011é"');
    expect(quoteBytes(Buffer.from([97, 0xff, 10, 57]))).toBe('"a\\377\\0129"');
  });

  it('refuses NUL', () => {
    expect(() => quoteArgument('a\0')).toThrow('NUL');
    expect(() => quoteBytes(Buffer.from([0]))).toThrow('NUL');
  });

  it('keeps a trailing semicolon and format characters literal', () => {
    expect(escapeProcessArgument('a;b;')).toBe('a;b\\;');
    expect(literalFormat('#{x} #[y] #')).toBe('##{x} #[y] ##');
  });

  it('undoes the escaping of output to bytes', () => {
    expect(unescapeOutput(Buffer.from('a\\033[1m\\134é\\015\\012')).toString()).toBe('a\u001b[1m\\é\r\n');
    expect(unescapeOutput(Buffer.from([0xc3])).equals(Buffer.from([0xc3]))).toBe(true); // half a character
  });
});
