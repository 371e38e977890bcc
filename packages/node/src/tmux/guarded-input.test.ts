import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaneFacts, TmuxDriver } from './driver.ts';
import {
  aRawSink,
  aSession,
  createServerForTests,
  type ServerForTests,
  waitFor,
} from './server-for-tests.ts';

let server: ServerForTests;
let driver: TmuxDriver;

beforeEach(async () => {
  server = createServerForTests();
  driver = server.driver();
  await driver.start();
});

afterEach(() => server.cleanUp());

/** A session whose program writes all it gets to a file, ready to take input. */
async function aSink(
  bracketed = false,
): Promise<{ paneId: string; received(): Buffer; look(): Promise<PaneFacts> }> {
  const sink = aRawSink(server, 'sink', { bracketed });
  const { paneId } = await driver.createSession(aSession('sink', { command: sink.command }));
  const look = async () => (await driver.capture(paneId)).facts;
  await waitFor(
    'the sink is ready',
    async () => (await driver.capture(paneId)).rows[0]?.startsWith('READY') ?? false,
  );
  return { paneId, received: sink.received, look };
}

function waitForBytes(received: () => Buffer, length: number): Promise<Buffer> {
  return waitFor(`${length} bytes`, () => received().length >= length && received());
}

/** Proves that nothing arrived: what is typed afterwards is the first thing that does. */
async function expectNothingTyped(paneId: string, received: () => Buffer): Promise<void> {
  await driver.typeBytes(paneId, Buffer.from('~'));
  expect((await waitForBytes(received, 1)).toString()).toBe('~');
}

describe('paste', () => {
  it.each([
    ['quotes, signs and formats', `it's "q" \\ ; $HOME #{pid} #(date) %end 1 2 1 ~ {x} #`],
    ['lines and tabs', 'one\n\ttwo\n\nthree'],
    ['unicode', 'é 漢字 👩‍👩‍👧 \u200b'],
    ['a trailing semicolon', 'a;'],
    ['a leading dash', '-R'],
  ])('arrives byte-exact: %s', async (_, text) => {
    const { paneId, received, look } = await aSink();
    expect(await driver.paste(paneId, text, await look())).toBe('done');
    const bytes = await waitForBytes(received, Buffer.byteLength(text));
    expect(bytes.toString()).toBe(text);
  });

  it('arrives byte-exact at one megabyte, in brackets where the program asked for them', async () => {
    const { paneId, received, look } = await aSink(true);
    const text = randomBytes(384 * 1024)
      .toString('base64')
      .replace(/(.{200})/g, '$1\né');
    expect(Buffer.byteLength(text)).toBeGreaterThan(512 * 1024);
    expect(await driver.paste(paneId, text, await look())).toBe('done');
    const whole = `\u001b[200~${text}\u001b[201~`;
    const bytes = await waitForBytes(received, Buffer.byteLength(whole));
    expect(bytes.equals(Buffer.from(whole))).toBe(true);
  }, 40_000);

  it('rejects what could not arrive as it is', async () => {
    const { paneId, received, look } = await aSink();
    const facts = await look();
    for (const text of ['a\u001b[201~b', 'a\rb', 'a\0b', 'a\u007fb', '\ud800', ''])
      await expect(driver.paste(paneId, text, facts)).rejects.toThrow(/paste/);
    await expectNothingTyped(paneId, received);
  });

  it('refuses when anything was drawn since the look, and keeps no buffer', async () => {
    const { paneId, received, look } = await aSink();
    const seen = await look();
    const changes: Partial<PaneFacts>[] = [
      { cursorX: seen.cursorX + 1 },
      { cursorY: seen.cursorY + 1 },
      { historySize: seen.historySize + 1 },
      { pid: seen.pid + 1 },
    ];
    for (const change of changes)
      expect(await driver.paste(paneId, 'no', { ...seen, ...change })).toBe('refused');
    expect(server.tmux('list-buffers')).toBe('');
    await expectNothingTyped(paneId, received);
  });

  it('refuses when another program has typed since the look, although nothing is drawn yet', async () => {
    const { paneId, received, look } = await aSink();
    const seen = await look();
    server.tmux('send-keys', '-t', paneId, '-l', 'x');
    expect(await driver.paste(paneId, 'no', seen)).toBe('refused');
    expect(await driver.press(paneId, ['Enter'], seen)).toBe('refused');
    server.tmux('set-buffer', 'y');
    server.tmux('paste-buffer', '-t', paneId);
    const next = await look();
    expect([seen.typed, next.typed]).toEqual(['', '2']);
    // What is ours does not count.
    expect(await driver.paste(paneId, 'a', next)).toBe('done');
    expect(await driver.press(paneId, ['Space'], next)).toBe('done');
    expect((await waitForBytes(received, 4)).toString()).toBe('xya ');
    expect((await look()).typed).toBe('2');
  });

  it.each([
    ['copy mode', ['copy-mode']],
    ['switched-off input', ['select-pane', '-d']],
    ['synchronised panes', ['set-option', '-w', 'synchronize-panes', 'on']],
  ])('refuses in %s, be it known to the caller or not', async (_, [verb = '', ...rest]) => {
    const { paneId, received, look } = await aSink();
    const before = await look();
    server.tmux(verb, '-t', paneId, ...rest);
    expect(await driver.paste(paneId, 'no', before)).toBe('refused');
    expect(await driver.paste(paneId, 'no', await look())).toBe('refused');
    expect(await driver.press(paneId, ['Enter'], before, { cursor: false })).toBe('refused');
    server.tmux('select-pane', '-e', '-t', paneId);
    await expectNothingTyped(paneId, received);
  });

  it('refuses a dead pane, and the server lives on', async () => {
    const { paneId, look } = await aSink();
    const before = await look();
    server.tmux('set-option', '-w', '-t', paneId, 'remain-on-exit', 'on');
    process.kill(before.pid, 'SIGKILL');
    await waitFor('tmux knows that it is dead', async () => (await look()).dead);
    const serverPid = server.serverPid();
    expect(await driver.paste(paneId, 'no', before)).toBe('refused');
    await expect(driver.typeBytes(paneId, Buffer.from('no'))).rejects.toThrow(/dead/);
    expect(serverPid).not.toBe(null);
    expect(server.serverPid()).toBe(serverPid);
    expect(driver.isUp()).toBe(true);
  });

  it('rejects when the pane is gone', async () => {
    const { paneId, look } = await aSink();
    const before = await look();
    await driver.createSession(aSession('other'));
    server.tmux('kill-session', '-t', '=sink');
    await waitFor('the pane is gone', () => driver.pane(paneId) === null);
    await expect(driver.paste(paneId, 'no', before)).rejects.toThrow('is gone');
  });
});

describe('press', () => {
  it('presses keys by name', async () => {
    const { paneId, received, look } = await aSink();
    expect(await driver.press(paneId, ['1', ';', 'Enter', 'Escape', 'Down', 'C-a', '-'], await look())).toBe(
      'done',
    );
    const expected = '1;\r\u001b\u001b[B\u0001-';
    expect((await waitForBytes(received, expected.length)).toString()).toBe(expected);
  });

  it('compares the cursor only where told', async () => {
    const { paneId, received, look } = await aSink();
    const moved = { ...(await look()), cursorX: 70 };
    expect(await driver.press(paneId, ['x'], moved)).toBe('refused');
    expect(await driver.press(paneId, ['y'], moved, { cursor: false })).toBe('done');
    expect((await waitForBytes(received, 1)).toString()).toBe('y');
  });

  it('rejects what is not a key: tmux would type it as text', async () => {
    const { paneId, received, look } = await aSink();
    const facts = await look();
    for (const keys of [['rm -rf'], ['Entr'], [], ['é']])
      await expect(driver.press(paneId, keys, facts)).rejects.toThrow('not a key');
    await expectNothingTyped(paneId, received);
  });
});

describe('typeBytes', () => {
  it('writes every byte as it is, NUL and broken UTF-8 too', async () => {
    const { paneId, received } = await aSink();
    const bytes = Buffer.from([...Array(256).keys(), 0, 0xc3, 0x28]);
    const more = Buffer.from('and what is typed at once after it');
    await Promise.all([driver.typeBytes(paneId, bytes), driver.typeBytes(paneId, more)]);
    const all = Buffer.concat([bytes, more]);
    expect((await waitForBytes(received, all.length)).equals(all)).toBe(true);
    expect(server.tmux('list-buffers')).toBe('');
  });
});
