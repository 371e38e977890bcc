import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeAgents, type FakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { until } from '../support/until.ts';
import type { BoxEntry } from './black-box.ts';
import { createInputParser } from './parse-input.ts';
import { answerTo } from './turns.ts';

let scratch: Scratch;
let terminal: PrivateTmux;
let agents: FakeAgents;
let hookDir: string;

beforeEach(async () => {
  scratch = await createScratch();
  terminal = createPrivateTmux('fake');
  scratch.defer(() => terminal.end());
  agents = await createFakeAgents(scratch.directory);
  hookDir = join(scratch.directory, 'hooks');
  await mkdir(hookDir);
});
afterEach(() => scratch.clean());

async function startAgent(...flags: string[]): Promise<void> {
  const env = { HOME: scratch.directory, ARCHITECT_HOOK_DIR: hookDir };
  await terminal.start('a', agents.command('a', ...flags), { env, cwd: scratch.directory });
  await screenShows(/^❯\u00a0/m);
}

const screenShows = (pattern: RegExp) =>
  until(`the screen shows ${pattern}`, async () => pattern.test(await terminal.screen('a')), {
    seen: () => terminal.screen('a'),
  });

/** Enter must come as a key of its own: time is what tells it from the end of a paste. */
const keysApart = () => new Promise((resolve) => setTimeout(resolve, 60));

const paste = (text: string) => terminal.paste('a', text);

async function send(text: string): Promise<void> {
  await paste(text);
  await screenShows(text.length > 800 ? /^❯.\[Pasted text #\d+ \+\d+ lines\]/m : /^❯\u00a0\S/m);
  await keysApart();
  await terminal.press('a', 'Enter');
}

const format = (what: string) => terminal.tmux('display-message', '-p', '-t', '=a:', what);

async function hooks(): Promise<Record<string, unknown>[]> {
  const names = (await readdir(hookDir)).filter((name) => !name.startsWith('.')).sort();
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(hookDir, name), 'utf8'))));
}

test('looks like Claude Code to tmux: command, title, hidden cursor on the box, hook environment readable', async () => {
  await startAgent();
  expect(await format('#{pane_current_command} #{pane_title} #{cursor_flag} #{cursor_x}')).toBe(
    'claude ✳ Claude Code 0 2\n',
  );
  const pid = (await format('#{pane_pid}')).trim();
  expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toContain(`ARCHITECT_HOOK_DIR=${hookDir}`);
});

test('a long paste folds, Enter submits it, and log, hooks and answer carry all of it', async () => {
  await startAgent();
  const text = Array.from({ length: 40 }, (_, line) => `line ${line} ${'x'.repeat(90)} 🎉 \\ ;`).join('\n');
  await send(text);
  await screenShows(new RegExp(answerTo(text)));
  expect(agents.promptsOf('a')).toEqual([text]);
  const events = await hooks();
  expect(events.map((event) => event.hook_event_name)).toEqual(['SessionStart', 'UserPromptSubmit', 'Stop']);
  expect(events[1]).toMatchObject({ prompt: text, cwd: scratch.directory });
  expect(events[2]).toMatchObject({ last_assistant_message: answerTo(text), background_tasks: [] });
});

test('Enter in one burst with the text is a line break', async () => {
  await startAgent();
  await terminal.tmux('send-keys', '-t', '=a:', '-l', '--', 'first\rsecond');
  await screenShows(/^❯\u00a0first\n {2}second/m);
  expect(agents.log()).toEqual([]);
});

test('a permission dialog takes the box away; a digit decides; a refusal ends the turn without a hook', async () => {
  await startAgent();
  await send('[ask npm test] please');
  await screenShows(/❯ 1\. Yes/);
  expect(await terminal.screen('a')).not.toMatch(/^❯\u00a0/m);
  await terminal.press('a', '3');
  await screenShows(/Interrupted · What should Claude do instead\?/);
  expect(agents.log('a').at(-1)).toMatchObject({ kind: 'dialog', text: 'npm test', decision: 'no' });
  expect((await hooks()).map((event) => event.hook_event_name)).not.toContain('Stop');
});

test('a dialog that opens on the paste is approved by a blind Enter, as by the real one', async () => {
  await startAgent();
  await paste('[dialog-on-paste rm -rf build]');
  await screenShows(/❯ 1\. Yes/);
  await terminal.press('a', 'Enter');
  await screenShows(/^❯\u00a0\[dialog-on-paste/m);
  expect(agents.log('a')).toMatchObject([{ kind: 'dialog', decision: 'yes' }]);
});

test('text sent while it works is queued and becomes a turn of its own', async () => {
  await startAgent();
  await send('[work 1500] one');
  await screenShows(/esc to interrupt/);
  expect(await format('#{pane_title}')).toMatch(/^[⠂⠐]/);
  await send('two');
  await screenShows(/^ {2}❯ two/m);
  await screenShows(new RegExp(answerTo('two')));
  expect(agents.promptsOf('a')).toEqual(['[work 1500] one', 'two']);
});

test('Escape before any output puts the prompt back and leaves no trace; later it leaves its line', async () => {
  await startAgent();
  const prompt = '[work 60000] one';
  await send(prompt);
  await screenShows(/esc to interrupt/);
  await terminal.press('a', 'Escape');
  await screenShows(/^❯\u00a0\[work/m);
  expect((await terminal.screen('a')).split(prompt)).toHaveLength(2);
  await terminal.press('a', 'C-u');
  await send('[stream 60000] two');
  await screenShows(/Line 1/);
  await terminal.press('a', 'Escape');
  await screenShows(/Interrupted · What should Claude do instead\?/);
  const { transcript_path: path } = (await hooks())[0] as { transcript_path: string };
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[2]).toContain('[Request interrupted by user]');
});

test('the end of work in the background is a message of its own to the hooks', async () => {
  await startAgent();
  await send('[background 300][work 50] one');
  await screenShows(/The background task has finished/);
  await until('the second Stop is told', async () => (await hooks()).length === 5);
  const told = (await hooks()).slice(1).map(({ hook_event_name: name, prompt }) => [name, prompt]);
  expect(told).toEqual([
    ['UserPromptSubmit', '[background 300][work 50] one'],
    ['Stop', undefined],
    ['UserPromptSubmit', expect.stringMatching(/^<task-notification>/)],
    ['Stop', undefined],
  ]);
});

test.each([
  ['[error]', /API Error: 500/, 'StopFailure'],
  ['[limit]', /You've hit your session limit · resets/, 'StopFailure'],
])('%s ends the turn with its message and hook', async (text, pattern, hook) => {
  await startAgent();
  await send(text);
  await screenShows(pattern);
  // The screen may be quicker than the file of the hook.
  await expect.poll(async () => (await hooks()).at(-1)).toMatchObject({ hook_event_name: hook });
});

test('a leading ! would run a shell command: the log says so', async () => {
  await startAgent();
  await paste('!ls');
  await screenShows(/^❯\u00a0!ls/m);
  await keysApart();
  await terminal.press('a', 'Enter');
  await until('the log has the command', () => agents.log('a').some((entry) => entry.kind === 'bash'));
});

test('the black box has every byte, in which state it came, and how the process ended', async () => {
  const box = join(scratch.directory, 'box.jsonl');
  const entries = async () =>
    (await readFile(box, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as BoxEntry);
  await startAgent('--record', box, '--then-shell');
  await send('[exit] good bye');
  await screenShows(/^\$$/m);
  expect(await format('#{pane_current_command}')).toBe('bash\n');
  await paste('rm -rf build');
  await terminal.press('a', 'Enter');
  await screenShows(/bash: rm -rf build: command not found/);
  await terminal.type('a', 'claude');
  await terminal.press('a', 'Enter');
  await until('the agent is back', async () => (await format('#{pane_current_command}')) === 'claude\n');
  await until('it has its terminal', async () => (await entries()).at(-1)?.kind === 'born');
  await terminal.tmux('kill-session', '-t', '=a');
  await until('it says good bye', async () => (await entries()).at(-1)?.kind === 'gone');
  const typed = (await entries()).flatMap((entry) => (entry.kind === 'bytes' ? [entry] : []));
  expect(typed.map(({ state, text }) => state + text.replaceAll(/\x1b\[\d+~/g, '|')).join(' ')).toMatch(
    /^empty\|\[exit\] good bye\| draft\r shell.*rm -rf build.* shell\r shellclaude shell\r$/,
  );
  const kinds = (await entries()).map(({ kind }) => kind).filter((kind) => kind !== 'bytes');
  expect(kinds).toEqual(['born', 'prompt', 'shell', 'born', 'gone']);
});

test('slow output and a freeze change when things are drawn, not what', async () => {
  await startAgent();
  await send('[slow 5][freeze 300] one');
  await screenShows(new RegExp(answerTo('[slow 5][freeze 300] one')));
  await send('two');
  await screenShows(new RegExp(answerTo('two')));
  expect(agents.promptsOf('a')).toEqual(['[slow 5][freeze 300] one', 'two']);
});

test('paste markers and characters may be cut anywhere', () => {
  const bytes = 'a\x1b[200~one\ntwo \x1b[201~\r';
  for (let cut = 1; cut < bytes.length; cut++) {
    const parse = createInputParser();
    const events = [...parse(bytes.slice(0, cut)), ...parse(bytes.slice(cut))];
    const pasted = events.filter((event) => event.kind === 'paste');
    expect(pasted, `cut at ${cut}`).toEqual(
      cut === 2 ? expect.anything() : [{ kind: 'paste', text: 'one\ntwo ' }],
    );
  }
});
