import { expect, it } from 'vitest';
import { cleanContent } from './clean-content.ts';

it.each([
  ['plain text, untouched', 'Fix “it” 🎉\n\tnow', 'Fix “it” 🎉\n\tnow', []],
  ['CR LF', 'a\r\nb', 'a\nb', ['line ends CR LF or CR became LF']],
  ['a lone CR', 'a\rb', 'a\nb', ['line ends CR LF or CR became LF']],
  ['ESC ends no paste', 'a\u001b[201~b', 'a[201~b', ['removed 1 control character U+001B']],
  [
    'several',
    '\u0003a\u0003\u007f',
    'a',
    ['removed 2 control characters U+0003', 'removed 1 control character U+007F'],
  ],
  ['C1 characters', 'a\u009bb', 'ab', ['removed 1 control character U+009B']],
  [
    'nothing left',
    '\u0000\u0001',
    '',
    ['removed 1 control character U+0000', 'removed 1 control character U+0001'],
  ],
])('%s', (_what, raw, text, adjusted) => {
  expect(cleanContent(raw)).toEqual({ text, adjusted });
});
