import { expect, test } from 'vitest';
import { bytesOf, inputPiecesOf, readLiveMessage } from './live-message.ts';

test('fields are found beside the type and inside data', () => {
  expect(readLiveMessage('{"type":"terminal.data","session":"a","data":"eA=="}')?.fields).toMatchObject({
    session: 'a',
    data: 'eA==',
  });
  expect(
    readLiveMessage('{"type":"terminal.data","data":{"session":"a","data":"eA=="}}')?.fields,
  ).toMatchObject({
    session: 'a',
    data: 'eA==',
  });
});

test.each(['', 'x', '[]', 'null', '{"no":"type"}', '{"type":1}'])('%s is no message', (text) => {
  expect(readLiveMessage(text)).toBeNull();
});

test('what is typed arrives byte for byte, in pieces that fit', () => {
  const typed = 'é😀\u001b[A'.repeat(20_000);
  const pieces = inputPiecesOf(typed);
  expect(pieces.length).toBeGreaterThan(1);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(100_000);
  const bytes = pieces.flatMap((piece) => [...bytesOf(piece)]);
  expect(new TextDecoder().decode(Uint8Array.from(bytes))).toBe(typed);
});
