import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkScreens, formatScreenCheck, isFalseIdle } from './check-screens.ts';

const folder = (name: string, version = '') =>
  fileURLToPath(new URL(`${name}/screens/${version}`, import.meta.url));

describe('checkScreens over our recordings', () => {
  /** One second after its start Claude Code has drawn nothing: labelled idle, and honestly unknown. */
  const undrawn = '220-resume-picker-80x24.txt';

  /** Changed in size at that moment: blank. */
  const blank = ['082-overlay-theme-80x24.txt', '096-overlay-permissions-80x24.txt'];

  it.each<[string, number, string[], string?]>([
    ['claude', 247, [undrawn]],
    ['codex', 79, []],
    ['gemini', 64, []],
    ['opencode', 54, []],
    ['qwen', 16, []],
    ['shell', 6, []],
    ['claude', 201, [], '2.0.60'],
    ['claude', 245, [], '2.1.330'],
    ['codex', 134, [], '0.120.0'],
    ['codex', 123, [], '0.150.0'],
    ['codex', 132, [], '0.169.0'],
    ['gemini', 101, blank, '0.30.0'],
    ['gemini', 82, [], '0.61.0'],
    ['opencode', 109, [], '1.18.33'],
    ['qwen', 100, [], '0.24.4'],
  ])('%s: %i captures, no false idle', async (name, total, unmatched, version = '') => {
    const check = await checkScreens(folder(name, version));
    expect(check.total).toBe(total);
    expect(check.results.filter(isFalseIdle)).toEqual([]);
    expect(check.mismatches.map((one) => one.file)).toEqual(unmatched);
  });

  it('delivers into nothing that is labelled otherwise, hides something, or holds a draft', async () => {
    const results = (
      await Promise.all(
        ['claude', 'codex', 'gemini', 'opencode', 'qwen', 'shell'].map((name) => checkScreens(folder(name))),
      )
    ).flatMap((check) => check.results);
    const deliverable = results.filter((result) => result.deliverable);
    expect(deliverable.length).toBeGreaterThan(80);
    expect(
      deliverable.filter(
        (one) => one.draft !== null || one.dialog !== null || one.expected !== 'idle|asking',
      ),
    ).toEqual([]);
  });
});

describe('checkScreens over a folder of its own', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'screens-'));
    const rule = '─'.repeat(40);
    await writeFile(
      join(dir, 'box.txt'),
      ['● Hello.', '', rule, '❯\u00a0', rule, '  ? for shortcuts'].join('\n'),
    );
    await writeFile(join(dir, 'dead.txt'), 'text\nPane is dead (status 0, Fri Nov 20 09:00:00 2026)');
    const entry = { tool: 'claude-code', width: 40, height: 10, currentCommand: 'claude', cursor: '2,3' };
    const captures = [
      { ...entry, file: 'box.txt', state: 'idle', paneTitle: '✳ Hello' },
      { ...entry, file: 'box.txt', state: 'busy', paneTitle: '⠂ Hello' },
      { ...entry, file: 'box.txt', state: 'permission', paneTitle: '✳ Hello' },
      { ...entry, file: 'box.txt', state: 'idle', overlay: true, paneTitle: '✳ Hello' },
      { ...entry, file: 'dead.txt', state: 'shell', label: 'pane-dead', paneTitle: '⠂ Hello' },
      { ...entry, file: 'box.txt', state: 'shell', currentCommand: 'zsh', paneTitle: '⠂ Hello' },
    ];
    await writeFile(join(dir, 'index.json'), JSON.stringify(captures));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('reports states, mismatches and false idles', async () => {
    const check = await checkScreens(dir);
    expect(check.results.map((one) => [one.state, one.deliverable, one.matched])).toEqual([
      ['idle', true, true],
      ['busy', false, true],
      ['idle', true, false],
      ['idle', true, false],
      ['dead', false, true],
      ['shell', false, true],
    ]);
    expect(check.mismatches[0]).toEqual({
      file: 'box.txt',
      expected: 'blocked',
      got: 'idle, deliverable',
      rule: 'claude.screen.empty-box',
    });
    const text = formatScreenCheck(check);
    expect(text).toContain('4 of 6 matched, 1 false idle');
    expect(text).toContain(
      'MISMATCH box.txt: expected blocked, got idle, deliverable (claude.screen.empty-box)',
    );
    expect(text.split('\n')[1]).toMatch(/^claude-code\s+6\s+4\s+1$/);
  });

  it('fails when there is no index', async () => {
    await expect(checkScreens(join(dir, 'missing'))).rejects.toThrow(/index\.json/);
  });
});
