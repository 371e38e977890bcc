import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { addRecording, type NewRecording } from './add-recording.ts';
import { checkScreens } from './check-screens.ts';
import { drawnScreen } from './drawn-screen.ts';

// Put together here: no file of ours looks as if it held a credential.
const token = `ghp_${'16C7e42F292c6912E771'}${'0c838347Ae178B4a'}`;

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'architect-recording-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return join(dir, 'shell');
}

function aShell(rows: string[], change: Record<string, unknown> = {}): NewRecording {
  const size = { width: 40, height: 8 };
  const facts = { cursor: `2,${rows.length}`, paneTitle: 'box', currentCommand: 'bash' };
  return {
    name: 'shell',
    plain: drawnScreen(rows, size).lines.join('\n'),
    escaped: rows.join('\n'),
    entry: { ...size, ...facts, tool: 'shell', state: 'shell', ...change },
  };
}

it('is judged by the check, also when several are added at once', async () => {
  const dir = await folder();
  const files = await Promise.all([
    addRecording(dir, aShell(['$ '])),
    addRecording(dir, aShell(['$ ls'])),
    addRecording(dir, aShell(['$ '], { state: 'idle' })),
  ]);
  expect(new Set(files).size).toBe(3);
  const { total, matched, mismatches } = await checkScreens(dir);
  expect({ total, matched }).toEqual({ total: 3, matched: 2 });
  expect(mismatches).toMatchObject([{ file: '003-shell-40x8.txt', expected: 'idle|asking', got: 'shell' }]);
});

it('keeps no secret, in the text, its colours, its links, its title or what is said of it', async () => {
  const dir = await folder();
  const [head, tail] = [token.slice(0, 20), token.slice(20)];
  const rows = [
    `$ echo \u001b[31m${head}\u001b[1m${tail}\u001b[0m`,
    `\u001b]8;;https://me:${token}@host.example/\u001b\\link\u001b]8;;\u001b\\`,
    `│ export A_TOKEN=${token.slice(0, 20)} │`,
    `│ ${token.slice(20)}                 │`,
  ];
  const said = { paneTitle: `curl ${token}`, detail: `run with ${token}`, readings: [{ detail: token }] };
  const file = await addRecording(dir, aShell(rows, said));
  const stored = await Promise.all(
    [file, file.replace(/txt$/, 'ansi'), join(dir, 'index.json')].map((path) => readFile(path, 'utf8')),
  );
  for (const text of stored) {
    for (let from = 4; from + 8 < token.length; from += 8) {
      expect(text).not.toContain(token.slice(from, from + 8));
    }
  }
  const [text = '', ansi = ''] = stored;
  expect(text).toContain(`$ echo ghp_${'x'.repeat(token.length - 4)}`);
  expect(ansi).toContain('\u001b[31mghp_xxxxxxxxxxxxxxxx\u001b[1mx');
});

it('leaves ordinary words alone', async () => {
  const rows = [
    '↓ 1.2k tokens · esc to interrupt',
    'the task-list of /srv/a-long-directory-name',
    '$ npm ci',
  ];
  const file = await addRecording(await folder(), aShell(rows));
  expect((await readFile(file, 'utf8')).split('\n').slice(0, 3)).toEqual(rows);
});
