import { describe, expect, it } from 'vitest';
import { createOscScanner } from './osc-scanner.ts';

function scan(...chunks: string[]): string[] {
  const scanner = createOscScanner();
  return chunks.flatMap((chunk) => scanner(Buffer.from(chunk))).map(({ code, text }) => `${code} ${text}`);
}

describe('OSC scanner', () => {
  it.each<[string, string[], string[]]>([
    ['ended by BEL', ['x\\033]7501;state=idle:app=x\\007y'], ['7501 state=idle:app=x']],
    ['ended by ST', ['\\033]7501;state=done\\033\\134'], ['7501 state=done']],
    ['a title with its glyph', ['\\033]0;✳ my task\\007\\033]2;two\\007'], ['0 ✳ my task', '2 two']],
    ['a backslash in the text', ['\\033]0;a\\134b\\007'], ['0 a\\b']],
    ['cut inside the opening', ['abc\\033', ']7501;state=idle\\007'], ['7501 state=idle']],
    ['cut inside the text', ['\\033]7501;sta', 'te=', 'idle\\007'], ['7501 state=idle']],
    ['cut before the end of ST', ['\\033]7501;a\\033', '\\134\\033]7501;b\\007'], ['7501 a', '7501 b']],
    ['cut inside a character', ['\\033]0;', '✳ x\\007'], ['0 ✳ x']],
    ['other sequences', ['\\033[1m\\033]8;;http://x\\007\\033]10;?\\007\\033]75010;x\\007'], []],
    ['broken off by another sequence', ['\\033]7501;state=\\033[2J\\033]7501;b\\007'], ['7501 b']],
    ['text that only looks like it', ['\\134033]7501;x\\007'], []],
  ])('%s', (_, chunks, expected) => {
    expect(scan(...chunks)).toEqual(expected);
  });

  it('gives up on a sequence without end, and finds the next', () => {
    const endless = `\\033]1337;${'x'.repeat(5_000)}`;
    expect(scan(endless, 'y'.repeat(100), '\\007\\033]7501;ok\\007')).toEqual(['7501 ok']);
  });
});
