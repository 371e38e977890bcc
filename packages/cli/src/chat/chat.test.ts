import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrivateTmux, type PrivateTmux } from '../private-tmux.ts';

const program = resolve(import.meta.dirname, '../../../../bin/architect');
let scratch: string;
let hooks: string;
let tmux: PrivateTmux;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'architect-chat-'));
  hooks = join(scratch, 'hooks');
  mkdirSync(hooks);
  tmux = createPrivateTmux();
});
afterEach(async () => {
  await tmux.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Starts the worker in a session `c` and waits for its empty box. */
async function start({ wordMs = 5, width = 80, height = 24, isExitKept = false } = {}): Promise<string> {
  await tmux.tmux(
    'new-session',
    '-d',
    '-s',
    'c',
    '-x',
    String(width),
    '-y',
    String(height),
    '-e',
    `ARCHITECT_HOOK_DIR=${hooks}`,
    '-e',
    `ARCHITECT_DEMO_WORD_MS=${wordMs}`,
    isExitKept
      ? `${program} chat --worker --provider demo; echo $? > ${scratch}/exit`
      : `exec ${program} chat --worker --provider demo`,
  );
  await tmux.tmux('pipe-pane', '-t', 'c', `cat >> ${scratch}/bytes`);
  return tmux.untilScreen('c', (screen) => screen.includes('› Type a prompt'));
}
const press = (...keys: string[]) => tmux.tmux('send-keys', '-t', 'c', ...keys);
/** Enter, some time after the text as every sender must: at once it would be a part of the text. */
async function submit(): Promise<void> {
  await wait(60);
  await press('Enter');
}
const fact = (format: string) => tmux.tmux('display-message', '-p', '-t', 'c', format);
const rows = (screen: string) => screen.trimEnd().split('\n');
const isIdle = (screen: string) =>
  rows(screen).at(-3) === '› Type a prompt' && screen.includes('●') && !screen.includes('∙ Working');

function readHooks(): { name: string; payload: Record<string, unknown> }[] {
  return readdirSync(hooks)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, payload: JSON.parse(readFileSync(join(hooks, name), 'utf8')) }));
}

describe('architect chat in tmux', () => {
  it('shows box, footer, title and process name', async () => {
    const screen = await start();
    expect(rows(screen).slice(-4)).toEqual([
      '─'.repeat(80),
      '› Type a prompt',
      '─'.repeat(80),
      'architect-chat · demo · demo-1',
    ]);
    expect(await fact('#{pane_title}|#{pane_current_command}')).toBe(
      'architect-chat · demo · idle|architect-chat',
    );
    expect(await tmux.tmux('capture-pane', '-p', '-e', '-t', 'c')).toContain('› \u001b[2mType a prompt');
    const box = rows(screen).length - 3;
    expect(await fact('#{cursor_x},#{cursor_y}')).toBe(`2,${box}`);
  });

  it('answers a typed prompt and drops its hooks in order', async () => {
    await start();
    await tmux.tmux('send-keys', '-t', 'c', '-l', 'Explain mutexes; quickly!');
    await tmux.untilScreen('c', (screen) => screen.includes('› Explain mutexes; quickly!'));
    await submit();
    const screen = await tmux.untilScreen(
      'c',
      (seen) => isIdle(seen) && seen.includes('nothing was changed.'),
    );
    expect(screen).toContain('● You asked: “Explain mutexes; quickly!”.');
    const dropped = readHooks();
    expect(dropped.map(({ payload }) => payload.hook_event_name)).toEqual([
      'SessionStart',
      'UserPromptSubmit',
      'Stop',
    ]);
    expect(dropped[1]?.payload).toMatchObject({
      prompt: 'Explain mutexes; quickly!',
      session_id: dropped[0]?.payload.session_id,
    });
    expect(String(dropped[2]?.payload.last_assistant_message)).toMatch(
      /^You asked: .*nothing was changed\.$/,
    );
    for (const { name } of dropped) expect(name).toMatch(/^\d{19}-\d+\.json$/);
    expect(readFileSync(join(scratch, 'bytes'), 'utf8')).toMatch(
      /\]7501;state=working:app=architect\u0007[\s\S]*\]7501;state=done:app=architect\u0007/,
    );
  });

  it('keeps a pasted text whole: newlines do not submit, every byte arrives', async () => {
    await start();
    const text = Array.from({ length: 40 }, (_, line) => `${line}: "quotes" \`ticks\` \\ ; 🙂 é\t.`).join(
      '\n',
    );
    await tmux.paste('c', text);
    await tmux.untilScreen('c', (screen) => screen.includes('› [Pasted text #1 +39 lines]'));
    await tmux.paste('c', ' and\ntwo');
    await tmux.untilScreen('c', (screen) => screen.includes('+39 lines] and\n  two'));
    expect(readHooks().map(({ payload }) => payload.hook_event_name)).toEqual(['SessionStart']);
    await submit();
    await tmux.untilScreen('c', isIdle);
    expect(readHooks()[1]?.payload.prompt).toBe(`${text} and\ntwo`);
  });

  it('takes a long text that comes without brackets, in one burst', async () => {
    await start();
    const text = Array.from({ length: 30 }, (_, line) => `burst ${line} ${'x'.repeat(100)}`).join('\r');
    await tmux.tmux('set-buffer', '-b', 'raw', '--', text);
    await tmux.tmux('paste-buffer', '-r', '-d', '-b', 'raw', '-t', 'c');
    await tmux.untilScreen('c', (screen) => screen.includes('burst 29'));
    await submit();
    await tmux.untilScreen('c', isIdle);
    expect(readHooks()[1]?.payload.prompt).toBe(text.replace(/\r/g, '\n'));
  });

  it.each([
    ['1', 'pretended to run `npm test`', 'Allowed once: npm test'],
    ['2', 'did not allow `npm test`', 'Not allowed: npm test'],
    ['Down Enter', 'did not allow `npm test`', 'Not allowed: npm test'],
    ['Enter', 'pretended to run `npm test`', 'Allowed once: npm test'],
  ])('asks permission; %s answers', async (keys, words, note) => {
    await start();
    await tmux.paste('c', 'please test it');
    await tmux.untilScreen('c', (screen) => screen.includes('› please test it'));
    await submit();
    const screen = await tmux.untilScreen('c', (seen) => seen.includes('Allow this command?'));
    expect(rows(screen).slice(-5)).toEqual([
      'Allow this command?',
      '  $ npm test',
      '❯ 1. Yes, once',
      '  2. No',
      '1 yes · 2 no · esc cancel',
    ]);
    expect(await fact('#{pane_title}')).toBe('architect-chat · demo · asking');
    expect(readHooks()[2]?.payload).toMatchObject({ tool_name: 'Bash', tool_input: { command: 'npm test' } });
    for (const key of keys.split(' ')) {
      await press(key);
      if (key === 'Down') await tmux.untilScreen('c', (seen) => seen.includes('❯ 2. No'));
    }
    const after = await tmux.untilScreen('c', isIdle);
    expect(after.replace(/\n +/g, ' ')).toContain(words);
    expect(after).toContain(note);
    expect(readFileSync(join(scratch, 'bytes'), 'utf8')).toContain(
      ']7501;state=blocked:app=architect:kind=permission\u0007',
    );
  });

  it('Escape interrupts, and says so', async () => {
    await start({ wordMs: 300 });
    await tmux.paste('c', 'slow one');
    await tmux.untilScreen('c', (screen) => screen.includes('› slow one'));
    await submit();
    await tmux.untilScreen('c', (screen) => /∙ Working \([1-9]s\)/.test(screen));
    expect(await fact('#{pane_title}')).toBe('architect-chat · demo · busy');
    await tmux.paste('c', 'kept draft');
    await submit();
    await tmux.untilScreen(
      'c',
      (screen) => screen.includes('› kept draft') && screen.includes('Still working'),
    );
    await press('Escape');
    await tmux.untilScreen(
      'c',
      (screen) => screen.includes('Interrupted.') && screen.includes('› kept draft'),
    );
    expect(readHooks().at(-1)?.payload).toMatchObject({
      hook_event_name: 'StopFailure',
      error: 'interrupted',
    });
    await press('C-u');
    await tmux.untilScreen('c', (screen) => screen.includes('› Type a prompt'));
  });

  it('follows the size of the window', async () => {
    await start();
    await tmux.paste('c', 'wide');
    await tmux.untilScreen('c', (screen) => screen.includes('› wide'));
    await submit();
    await tmux.untilScreen('c', isIdle);
    for (const [width, height] of [
      [50, 12],
      [120, 40],
      [60, 8],
    ] as const) {
      await tmux.tmux('resize-window', '-t', 'c', '-x', String(width), '-y', String(height));
      const box = ['─'.repeat(width), '› Type a prompt', '─'.repeat(width), 'architect-chat · demo · demo-1'];
      const screen = await tmux.untilScreen('c', (seen) => rows(seen).slice(-4).join() === box.join());
      expect(screen.match(/─{20}/g)?.length, screen).toBe(Math.floor(width / 20) * 2);
    }
  });

  it('lets finished text scroll up once, without a trace of the box', async () => {
    await start({ height: 14 });
    for (const number of [1, 2, 3, 4]) {
      await tmux.paste('c', `question ${number}`);
      await tmux.untilScreen('c', (screen) => screen.includes(`› question ${number}`));
      await submit();
      if (number === 3) {
        await tmux.untilScreen('c', (screen) => screen.includes('Allow this command?'));
        await press('2');
      }
      await tmux.untilScreen(
        'c',
        (screen) =>
          isIdle(screen) &&
          readHooks().filter(({ payload }) => payload.hook_event_name === 'Stop').length === number,
      );
    }
    const all = await tmux.tmux('capture-pane', '-p', '-S', '-', '-t', 'c');
    for (const number of [1, 2, 3, 4]) expect(all.split(`› question ${number}\n`)).toHaveLength(2);
    expect(all.match(/─{80}/g)).toHaveLength(2);
    expect(all).not.toContain('Working');
    expect(all).not.toContain('Allow this command?');
  });

  it('Ctrl-C twice quits and leaves a clean terminal', async () => {
    await tmux.tmux('new-session', '-d', '-s', 'shell', '-x', '80', '-y', '24', 'sh');
    await start({ isExitKept: true });
    await tmux.tmux('set-option', '-t', 'c', 'remain-on-exit', 'on');
    await press('C-c');
    await tmux.untilScreen('c', (screen) => screen.includes('Press Ctrl-C again to quit.'));
    await press('C-c');
    await tmux.untilDead('c');
    // Its shell notes the exit code: tmux 3.3a does not always keep it.
    expect(readFileSync(join(scratch, 'exit'), 'utf8')).toBe('0\n');
    const bytes = readFileSync(join(scratch, 'bytes'), 'utf8');
    expect(bytes.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(bytes.lastIndexOf('\u001b[?2004h'));
    expect(readHooks().at(-1)?.payload.hook_event_name).toBe('SessionEnd');
  });
});
