import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkScreens } from '../check-screens.ts';
import { drawnScreen } from '../drawn-screen.ts';
import { loadRecordings } from '../recording.ts';
import { createOllamaAgent } from './ollama-agent.ts';

const agent = createOllamaAgent();
const screens = fileURLToPath(new URL('screens', import.meta.url));
const recordings = await loadRecordings(screens);
const detailed = (detail: string) => recordings.filter(({ entry }) => entry.detail === detail);
const hint = '\u001b[38;5;245mSend a message (/? for help)\u001b[0m';
const at = (x: number, y: number) => ({ cursorX: x, cursorY: y, cursorVisible: true });

describe('ollama run', () => {
  it('is read right on every recorded screen, and never taken for idle by mistake', async () => {
    const check = await checkScreens(screens);
    expect(check.total).toBeGreaterThanOrEqual(18);
    expect(check.mismatches).toEqual([]);
  });

  it('is idle only behind its own hint', () => {
    const rows = ['answer', '', `>>> ${hint}`];
    expect(agent.readScreen(drawnScreen(rows, at(4, 2)))).toMatchObject({ state: 'idle', draft: null });
    for (const screen of [
      drawnScreen(['answer', '', '>>> '], at(4, 2)),
      drawnScreen(['answer', '', '>>> Send a message (/? for help)'], at(4, 2)),
      drawnScreen([...rows, 'more of the answer'], at(4, 3)),
      drawnScreen(rows, at(0, 0)),
      drawnScreen([], at(0, 0)),
    ])
      expect(['idle', 'asking']).not.toContain(agent.readScreen(screen).state);
  });

  it('tells drafts from an empty prompt, and whose they are', () => {
    for (const [detail, text] of [
      ['draft', 'half a thought'],
      ['pasted lines', 'one line\nanother one\n\nlast'],
    ] as const) {
      expect(detailed(detail).length).toBe(2);
      for (const { screen } of detailed(detail)) {
        expect(agent.readScreen(screen)).toMatchObject({ boxShown: true, draft: text });
        expect([agent.boxHolds(screen, text), agent.boxHolds(screen, `${text} more`)]).toEqual([true, false]);
      }
    }
  });

  it('knows an emoji whose joiner the terminal dropped, as it does when both halves come in two writes', () => {
    const screen = drawnScreen(['>>> look 👩💻 here'], at(17, 0));
    expect(agent.boxHolds(screen, 'look 👩\u200d💻 here')).toBe(true);
    expect(agent.boxHolds(screen, 'look 👩\u200d🚀 here')).toBe(false);
  });

  it('knows a text of which the beginning has scrolled off by its end', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `line ${i} of a longer text`);
    const rows = lines.slice(-24).map((line) => `... ${line}`);
    const screen = drawnScreen(rows, at(20, 23));
    expect(agent.readScreen(screen)).toMatchObject({ state: 'unknown', boxShown: true });
    expect(agent.boxHolds(screen, lines.join('\n'))).toBe(true);
    expect(agent.boxHolds(screen, `${lines.join('\n')} more`)).toBe(false);
  });

  it('finds prompts of several lines and their answers', () => {
    for (const { screen } of detailed('after several lines')) {
      const prompt = 'one line\nanother one\n\nlast';
      expect(agent.showsPrompt(screen, prompt)).toBe(true);
      expect(agent.visibleAnswer(screen, prompt)).toMatch(/^Stub answer [0-9a-f]{12}\.$/);
    }
  });

  it('leaves out what a thinking model thought', () => {
    const rows = ['>>> why', 'Thinking...', 'hm', '...done thinking.', '', 'Because.', '', `>>> ${hint}`];
    expect(agent.visibleAnswer(drawnScreen(rows, at(4, 7)), 'why')).toBe('Because.');
  });

  it.each([
    ['/bye', ' /bye'],
    ['a\n/bye', 'a\n /bye'],
    ['/a\nb', '/a\nb'],
    ['"""x', ' """x'],
    ['a\n"""\nb', 'a\n """\nb'],
    ['a\tb', 'a        b'],
  ])('makes %j safe', (text, safe) => {
    expect(agent.prepare(text)).toMatchObject({ ok: true, text: safe });
    expect(agent.prepare(safe)).toMatchObject({ ok: true, text: safe });
  });

  it('refuses more lines than the program reads at once, and takes one line of any length', () => {
    expect(agent.prepare('a line\n'.repeat(800))).toMatchObject({ ok: false });
    expect(agent.prepare('x'.repeat(100_000))).toMatchObject({ ok: true });
  });

  it.each([
    ['ollama run llama3', 2],
    ['/usr/local/bin/ollama run --verbose llama3', 2],
    ['ollama serve', 0],
    ['ollama pull llama3', 0],
    ['node ollama.js run', 0],
  ])('recognises %j as %j', (line, sure) => {
    const process = {
      command: 'ollama',
      commandLines: [line.split(' ')],
      title: '',
      env: {},
      pid: 1,
      cwd: '/',
    };
    expect(agent.recognise(process)).toBe(sure);
  });
});
