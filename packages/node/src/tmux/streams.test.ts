import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaneFacts, TmuxDriver } from './driver.ts';
import { aSession, createServerForTests, type ServerForTests, waitFor } from './server-for-tests.ts';

let server: ServerForTests;
let driver: TmuxDriver;

beforeEach(async () => {
  server = createServerForTests();
  driver = server.driver();
  await driver.start();
});

afterEach(() => server.cleanUp());

function collector(): { take(bytes: Buffer): void; text(): string } {
  const pieces: Buffer[] = [];
  return { take: (bytes) => pieces.push(bytes), text: () => Buffer.concat(pieces).toString('utf8') };
}

const ignore = () => undefined;

/** Prints `<0><1><2>…` as fast as it can until a line is typed, then `DONE`. */
function aCountingSession(): Promise<PaneFacts> {
  const program = join(server.dir, 'count.mjs');
  writeFileSync(
    program,
    `let n = 0, isOver = false;
process.stdin.once('data', () => { isOver = true; });
const go = () => { process.stdout.write(isOver ? 'DONE' : '<' + n++ + '>'); if (!isOver) setImmediate(go); };
go();`,
  );
  const command = `stty -echo; exec '${process.execPath}' ${program}`;
  return driver.createSession(aSession('busy', { command, width: 200, height: 50 }));
}

describe('stream', () => {
  it('loses and doubles nothing between the seed and the live bytes, however busy the pane', async () => {
    const { paneId } = await aCountingSession();
    const isCounting = async () => (await driver.capture(paneId)).rows.some((row) => /<\d{4,}>/.test(row));
    await waitFor('it counts', isCounting);
    const seen: { seed: Buffer; live: ReturnType<typeof collector> }[] = [];
    for (let round = 0; round < 5; round += 1) {
      const live = collector();
      const { seed } = await driver.stream(paneId, live.take, ignore);
      seen.push({ seed, live });
      await waitFor('some live bytes', () => live.text().length > 5_000);
    }
    await driver.typeBytes(paneId, Buffer.from('\n'));
    for (const { seed, live } of seen) {
      await waitFor('it is done', () => live.text().includes('DONE'));
      const text = stripEscapes(seed.toString('utf8')) + live.text();
      const numbers = [...text.matchAll(/<(\d+)>/g)].map((match) => Number(match[1]));
      const first = numbers[0] ?? -1;
      expect(numbers).toEqual(numbers.map((_, index) => first + index));
    }
  }, 30_000);

  it('seeds the screen, the cursor and the modes', async () => {
    const modes = '\\033[?1049h\\033[?1h\\033=\\033[?1002h\\033[?1006h\\033[?25l';
    const command = `printf '${modes}\\033[3;5H\\033[31mred\\033[0m\\033[7;2H'; exec sleep 1000`;
    const { paneId } = await driver.createSession(aSession('modes', { command }));
    await waitFor('it is painted', async () => (await driver.capture(paneId)).facts.cursorY === 6);
    const { seed, cols, rows } = await driver.stream(paneId, ignore, ignore);
    expect({ cols, rows }).toEqual({ cols: 80, rows: 24 });
    const text = seed.toString('utf8');
    expect(text.startsWith('\u001bc\u001b[?1049h')).toBe(true);
    expect(text).toMatch(/\u001b\[3;1H {4}\u001b\[31mred/);
    expect(text.endsWith('\u001b[7;2H\u001b[?25l')).toBe(true);
    for (const mode of ['\u001b[?1h', '\u001b=', '\u001b[?1002h', '\u001b[?1006h'])
      expect(text).toContain(mode);
    for (const mode of ['?1000h', '?1003h', '[4h', '?7l']) expect(text).not.toContain(mode);
  });

  it('passes bytes as they are, UTF-8 split anywhere, and types back', async () => {
    const { paneId } = await driver.createSession(aSession('echo', { command: 'stty -echo; exec cat' }));
    await waitFor('cat runs', async () => (await driver.capture(paneId)).facts.currentCommand === 'cat');
    const live = collector();
    const stream = await driver.stream(paneId, live.take, ignore);
    await driver.typeBytes(paneId, Buffer.from('é漢\\ 👩‍👧\n'));
    await waitFor('the echo', () => live.text() === 'é漢\\ 👩‍👧\r\n');
    stream.close();
    await driver.typeBytes(paneId, Buffer.from('more\n'));
    await waitFor(
      'the screen has it',
      async () => (await driver.capture(paneId)).rows[1]?.startsWith('more') ?? false,
    );
    expect(live.text()).not.toContain('more');
  });

  it('says when the size changed and paints anew', async () => {
    const { paneId } = await driver.createSession(
      aSession('sized', { command: 'printf hello; exec sleep 1000' }),
    );
    await waitFor('hello', async () => (await driver.capture(paneId)).rows[0] === 'hello');
    const live = collector();
    const sizes: string[] = [];
    await driver.stream(paneId, live.take, (cols, rows) => sizes.push(`${cols}x${rows}`));
    expect(await driver.resize(paneId, 50, 12)).toBe(true);
    await waitFor('painted', () => live.text().includes('hello'));
    expect(sizes).toEqual(['50x12']);
  });

  it('paints anew when we were too slow and tmux dropped output', async () => {
    const { paneId } = await aCountingSession();
    const live = collector();
    await driver.stream(paneId, live.take, ignore);
    await waitFor('some live bytes', () => live.text().length > 5_000);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_500); // this process hangs
    await waitFor('painted anew', () => live.text().includes('\u001bc'));
    await driver.typeBytes(paneId, Buffer.from('\n'));
    await waitFor('it is done', () => live.text().includes('DONE'));
    const numbers = [...stripEscapes(live.text().split('\u001bc').at(-1) ?? '').matchAll(/<(\d+)>/g)].map(
      (match) => Number(match[1]),
    );
    const first = numbers[0] ?? -1;
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
  }, 30_000);

  it('goes on after the hub was killed', async () => {
    const { paneId } = await driver.createSession(aSession('long', { command: 'cat' }));
    const live = collector();
    await driver.stream(paneId, live.take, ignore);
    server.tmux('kill-session', '-t', '=_hub');
    await waitFor('painted anew', () => live.text().includes('\u001bc'));
    await driver.typeBytes(paneId, Buffer.from('again'));
    await waitFor('live again', () => live.text().endsWith('again'));
  });
});

describe('osc', () => {
  it('reports state sequences of an agent, and looks when the title changes', async () => {
    const payloads: string[] = [];
    driver.on('osc', ({ payload }) => payloads.push(payload));
    const command = `read go; printf '\\033]7501;state=idle:app=x\\007\\033]0;'; sleep 0.2; printf '\\342\\234\\263 title\\007\\033]7501;state=wor'; sleep 0.2; printf 'king\\033\\\\'; exec sleep 1000`;
    const { paneId } = await driver.createSession(aSession('osc', { command }));
    await driver.typeBytes(paneId, Buffer.from('\n'));
    await waitFor('both payloads', () => payloads.length === 2);
    expect(payloads).toEqual(['state=idle:app=x', 'state=working']);
    await waitFor('the title', () => driver.pane(paneId)?.title === '✳ title');
  });
});

function stripEscapes(text: string): string {
  return text.replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b[c=>]/g, '');
}
