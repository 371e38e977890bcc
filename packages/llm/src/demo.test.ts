import { describe, expect, it } from 'vitest';
import { createDemo } from './demo.ts';
import type { ChatMessage } from './provider.ts';

const demo = createDemo({ wordDelayMs: 0, pause: async () => undefined });

async function answer(messages: ChatMessage[], allow?: boolean) {
  const asked: string[] = [];
  const pieces: string[] = [];
  const stream = demo.chat({
    messages,
    askPermission: async (command) => {
      asked.push(command);
      return allow ?? false;
    },
  });
  for await (const piece of stream) pieces.push(piece);
  return { text: pieces.join(''), pieces: pieces.length, asked };
}
const user = (content: string): ChatMessage => ({ role: 'user', content });

describe('demo provider', () => {
  it('streams the same answer about the prompt every time', async () => {
    const first = await answer([user('Explain the login page')]);
    expect(first.text).toContain('“Explain the login page”');
    expect(first.pieces).toBeGreaterThan(10);
    expect(first.asked).toEqual([]);
    expect(await answer([user('Explain the login page')])).toEqual(first);
  });

  it.each([
    ['Run the program', 'node --version'],
    ['please run all tests', 'npm test'],
    ['Install left-pad', 'npm install --dry-run'],
  ])('asks before it pretends to do: %s', async (prompt, command) => {
    const allowed = await answer([user(prompt)], true);
    expect(allowed.asked).toEqual([command]);
    expect(allowed.text).toContain(`pretended to run \`${command}\``);
    const denied = await answer([user(prompt)], false);
    expect(denied.text).toContain(`did not allow \`${command}\``);
  });

  it('asks at every third prompt', async () => {
    const talk = [user('one'), user('two'), user('three')];
    expect((await answer(talk.slice(0, 2))).asked).toEqual([]);
    expect((await answer(talk)).asked).toEqual(['git status --short']);
  });

  it('ends when it is aborted', async () => {
    const stop = new AbortController();
    const slow = createDemo({
      wordDelayMs: 1,
      pause: async (_delayMs, signal) => signal?.throwIfAborted(),
    });
    const read = async () => {
      for await (const _piece of slow.chat({ messages: [user('hi')], signal: stop.signal })) stop.abort();
    };
    await expect(read()).rejects.toThrow('aborted');
  });
});
