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
  [
    '• It rests:',
    '',
    '     ┃',
    '     ┃  Ask anything',
    '     ┃',
    '     ┃  Build · model provider',
    `     ╹${'▀'.repeat(40)}`,
    '',
  ],
  ['• 続行しますか？ 👍🏽', '  1. はい', '  2. いいえ', '', '  Продолжить? 👩‍💻 进行中……', ''],
];

/** Begins an answer, as each agent writes it. */
const answerMarks: Record<string, string> = {
  claude: '● ',
  codex: '• ',
  gemini: '✦ ',
  opencode: '     ',
  qwen: '  ◆ ',
};

/** The rows as an answer of this agent: its mark in front, the others indented as far. */
function asAnswer(agent: string, rows: string[]): string[] {
  const mark = answerMarks[agent] ?? '';
  const indent = ' '.repeat(mark.length - 2);
  return rows.map((row, i) =>
    i === 0 ? mark + row.replace(/^[●•✦] ?/u, '') : row === '' ? '' : indent + row,
  );
}

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

const plainLook = { dim: false, reverse: false, bold: false, underline: false, color: '', background: '' };

/** The screen after these rows were written at `y`; what stood above scrolls up and off. */
function insertRows(screen: Screen, y: number, rows: string[]): Screen {
  const insert = <T>(list: T[], added: T[]): T[] =>
    [...list.slice(0, y), ...added, ...list.slice(y)].slice(-screen.height);
  return {
    ...screen,
    lines: insert(screen.lines, rows),
    runs: insert(
      screen.runs,
      rows.map((text) => (text === '' ? [] : [{ text, ...plainLook }])),
    ),
  };
}

async function corporaOf(agent: string): Promise<Recording[]> {
  const root = fileURLToPath(new URL(`${agent}/screens`, import.meta.url));
  const dirs = [root, ...readdirSync(root).map((name) => join(root, name))];
  const lists = dirs.filter((dir) => existsSync(join(dir, 'index.json'))).map((dir) => loadRecordings(dir));
  return (await Promise.all(lists)).flat();
}

function classify({ entry }: Recording, screen: Screen) {
  const { paneTitle: title, currentCommand: command, dead } = entry;
  return classifyCapture({ screen, title, command, dead });
}

const stateOf = (recording: Recording, screen: Screen): string => classify(recording, screen).state;

/** The lower `height` rows, as a smaller screen would show them. */
function lowerRows(screen: Screen, height: number): Screen {
  const cut = screen.height - height;
  const cursor = { ...screen.cursor, y: screen.cursor.y - cut };
  return { ...screen, lines: screen.lines.slice(cut), runs: screen.runs.slice(cut), height, cursor };
}

const isQuiet = (state: string) => state === 'idle' || state === 'asking';

describe.each(Object.keys(blockStarts))('%s: hostile prose above what counts', async (agent) => {
  const all = await corporaOf(agent);
  const recordings = all.filter(({ entry }) => entry.state !== 'idle' && entry.state !== 'shell');
  /** Every eighth will do: there are many. */
  const resting = all
    .filter(({ entry }) => entry.state === 'idle' && !entry.overlay)
    .filter((_, i) => i % 8 === 0);

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

  it('takes no prompt away from a box that rests below an answer which quotes boxes and dialogs', () => {
    const changed = resting.flatMap(({ entry: titled, screen }) => {
      // A title would tell whose screen it is; nothing else tells of Qwen Code.
      const title = agent === 'qwen' ? titled.paneTitle : '';
      const entry = { ...titled, paneTitle: title };
      const recording = { entry, screen: { ...screen, title } };
      const y = Math.max(blockStarts[agent]?.(screen) ?? 0, 0);
      const before = classify(recording, recording.screen);
      if (!before.deliverable) return [];
      return hostile
        .map((rows) => classify(recording, insertRows(recording.screen, y, asAnswer(agent, rows))))
        .filter((after) => !after.deliverable)
        .map((after) => `${entry.version} ${entry.file}: ${after.state} ${after.rule}`);
    });
    expect(changed).toEqual([]);
  });

  it('keeps a question when a low screen cuts it at the top', () => {
    const changed = recordings.flatMap((recording) => {
      const { entry, screen } = recording;
      if (stateOf(recording, screen) !== 'blocked') return [];
      return [8, 12, 18]
        .filter((height) => height < screen.height)
        .map((height) => stateOf(recording, lowerRows(screen, height)))
        .filter((state) => isQuiet(state) || state === 'busy')
        .map((state) => `${entry.version} ${entry.file}: ${state}`);
    });
    expect(changed).toEqual([]);
  });

  it('says nothing quiet when the colours are lost, unless it did before', () => {
    const changed = recordings.flatMap((recording) => {
      const { entry, screen } = recording;
      const runs = screen.lines.map((text) => (text === '' ? [] : [{ text, ...plainLook }]));
      const after = stateOf(recording, { ...screen, runs });
      return isQuiet(after) && !isQuiet(stateOf(recording, screen)) ? [`${entry.version} ${entry.file}`] : [];
    });
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
