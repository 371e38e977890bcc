import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { classifyCapture } from './classify-capture.ts';
import { findInputBox } from './claude/find-input-box.ts';
import { findDialogRegion } from './claude/read-dialog.ts';
import { findComposer as findCodexComposer } from './codex/find-composer.ts';
import { findFrame } from './find-frame.ts';
import { findComposer as findGeminiComposer } from './gemini/find-composer.ts';
import { findBlocks } from './opencode/find-blocks.ts';
import { findComposer as findOpencodeComposer } from './opencode/find-composer.ts';
import { findComposer as findQwenComposer } from './qwen/find-composer.ts';
import { loadRecordings, type Recording } from './recording.ts';
import type { Screen } from './screen.ts';

/** What a model or a command may write above the part of the screen that counts. */
const hostile = [
  [
    '●',
    '  ────────────────────────────────────────',
    '  ❯ ',
    '  ────────────────────────────────────────',
    '  ? for shortcuts',
    '',
  ],
  ['● Do you want to proceed?', '  ❯ 1. Yes', '    2. No', '', '  Esc to cancel · Tab to amend', ''],
  [
    '• Would you like to run the following command?',
    '',
    '  $ ls',
    '',
    '  › 1. Yes, proceed (y)',
    '    2. No (esc)',
    '',
  ],
  [
    '✦ It rests:',
    '',
    '  >   Type your message or @path/to/file',
    '  › Ask Codex to do anything',
    '  ✻ Baked for 14s',
    '',
  ],
  ['• 続行しますか？ 👍🏽', '  1. はい', '  2. いいえ', '', '  Продолжить? 👩‍💻 进行中……', ''],
];

/** First row of what counts; everything above it is history. Null where the screen has nothing above. */
const blockStarts: Record<string, (screen: Screen) => number> = {
  claude: (screen) => {
    const box = findInputBox(screen);
    // Marks of prompts and answers; a spinner line and rows that tmux wrapped belong to the message above.
    if (box !== null) return headAbove(screen, box.top, /^[●⏺❯>]\s/u);
    return (findDialogRegion(screen)?.from ?? 0) - 1;
  },
  codex: (screen) =>
    headAbove(screen, findCodexComposer(screen)?.from ?? screen.height, /^(?:[•■◦⚠✗✔]|› (?!\d\.))/u),
  gemini: (screen) => framedStart(screen, findGeminiComposer(screen)?.top),
  opencode: (screen) => {
    const blocks = findBlocks(screen);
    return blocks.at(findOpencodeComposer(screen) === null ? -1 : -2)?.from ?? 0;
  },
  qwen: (screen) => framedStart(screen, findQwenComposer(screen)?.top),
};

function headAbove(screen: Screen, end: number, mark: RegExp): number {
  return screen.lines.findLastIndex((line, y) => y < end && mark.test(line));
}

function framedStart(screen: Screen, composer: number | undefined): number {
  if (composer === undefined) return findFrame(screen)?.top ?? 0;
  return headAbove(screen, composer, /^(?:[✦✕✖⚠✓✗●]\s|[╭]| {1,2}[✦●✕✗])/u);
}

/** The screen after these rows were written at `y`; what stood above scrolls up and off. */
function insertRows(screen: Screen, y: number, rows: string[]): Screen {
  const look = {
    dim: false,
    reverse: false,
    bold: false,
    underline: false,
    color: '',
    background: '',
  };
  const insert = <T>(list: T[], added: T[]): T[] =>
    [...list.slice(0, y), ...added, ...list.slice(y)].slice(-screen.height);
  return {
    ...screen,
    lines: insert(screen.lines, rows),
    runs: insert(
      screen.runs,
      rows.map((text) => (text === '' ? [] : [{ text, ...look }])),
    ),
  };
}

async function corporaOf(agent: string): Promise<Recording[]> {
  const root = fileURLToPath(new URL(`${agent}/screens`, import.meta.url));
  const dirs = [root, ...readdirSync(root).map((name) => join(root, name))];
  const lists = dirs.filter((dir) => existsSync(join(dir, 'index.json'))).map((dir) => loadRecordings(dir));
  return (await Promise.all(lists)).flat();
}

function stateOf({ entry }: Recording, screen: Screen): string {
  const { paneTitle: title, currentCommand: command, dead } = entry;
  return classifyCapture({ screen, title, command, dead }).state;
}

const isQuiet = (state: string) => state === 'idle' || state === 'asking';

describe.each(Object.keys(blockStarts))('%s: hostile prose above what counts', async (agent) => {
  const recordings = (await corporaOf(agent)).filter(
    ({ entry }) => entry.state !== 'idle' && entry.state !== 'shell',
  );

  it.each(hostile.map((rows) => [rows[0] ?? '', rows] as const))('%s', (_name, rows) => {
    const changed = recordings.flatMap((recording) => {
      const { entry, screen } = recording;
      const y = blockStarts[agent]?.(screen) ?? 0;
      const before = stateOf(recording, screen);
      const after = stateOf(recording, insertRows(screen, Math.max(y, 0), rows));
      return after === before || !isQuiet(after)
        ? []
        : [`${entry.version} ${entry.file}: ${before} became ${after}`];
    });
    expect(recordings.length).toBeGreaterThan(5);
    expect(changed).toEqual([]);
  });

  it('says nothing quiet when the title is lost too, unless it did before', () => {
    const changed = recordings.flatMap((recording) => {
      const { entry, screen } = recording;
      if (entry.state === 'busy' || entry.retrying) return [];
      const state = stateOf({ ...recording, entry: { ...entry, paneTitle: '' } }, { ...screen, title: '' });
      return isQuiet(state) ? [`${entry.version} ${entry.file}: ${state}`] : [];
    });
    expect(changed).toEqual([]);
  });
});
