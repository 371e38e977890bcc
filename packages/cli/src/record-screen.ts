import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sessionEndpoints } from '@architect/contracts/sessions';
import type { CommandContext } from './command-context.ts';
import { CliError } from './exit-codes.ts';

const run = promisify(execFile);

/** Facts of tmux, one a line in this order; `index.json` takes them under these names. */
const format = [
  '#{pane_width}',
  '#{pane_height}',
  '#{pane_current_command}',
  '#{cursor_x}',
  '#{cursor_y}',
  '#{cursor_flag}',
  '#{alternate_on}',
  '#{history_size}',
  '#{pane_title}',
].join('\n');

/**
 * Saves the present screen of a local session as `.txt` and `.ansi` and adds it to the folder's index.json.
 * @returns path of the text file
 */
export async function recordScreen({
  session,
  dir,
  state,
  detail,
  context,
}: {
  session: string;
  dir: string;
  state?: string;
  detail: string;
  context: CommandContext;
}): Promise<string> {
  const server = await context.connect();
  const { data } = await server.call(sessionEndpoints.getTmuxSession, { params: { name: session } });
  if (!server.isLocal || data.node !== 'local') {
    throw new CliError('failed', `${session} runs on another machine: record it there.`);
  }
  // Options come first: tmux takes what stands behind a text for more text.
  const tmux = async (verb: string, ...words: string[]) =>
    (
      await run('tmux', ['-u', '-L', server.tmuxSocket ?? 'default', verb, '-t', data.pane_id, ...words], {
        maxBuffer: 16 << 20,
      })
    ).stdout;
  const [facts, plain, escaped] = await Promise.all([
    tmux('display-message', '-p', format),
    tmux('capture-pane', '-p'),
    tmux('capture-pane', '-p', '-e'),
  ]);
  const [width, height, currentCommand, x, y, visible, alternateOn, historySize, paneTitle] =
    facts.split('\n');
  const known = state ?? (data.state === 'blocked' ? 'permission' : data.state);
  await mkdir(dir, { recursive: true });
  const entries = await readIndex(dir);
  const base = `${String(entries.length + 1).padStart(3, '0')}-${known}-${width}x${height}`;
  await writeFile(join(dir, `${base}.txt`), plain);
  await writeFile(join(dir, `${base}.ansi`), escaped);
  entries.push({
    file: `${base}.txt`,
    ansi: `${base}.ansi`,
    tool: data.provider === 'claude' ? 'claude-code' : data.provider,
    version: data.agent_version ?? '',
    state: known,
    detail,
    width: Number(width),
    height: Number(height),
    paneTitle,
    currentCommand,
    cursor: { x: Number(x), y: Number(y), visible: visible === '1' },
    alternateOn: alternateOn === '1',
    historySize: Number(historySize),
    note: '',
    capturedAt: new Date(context.now()).toISOString(),
  });
  const index = join(dir, 'index.json');
  await writeFile(`${index}.tmp`, `${JSON.stringify(entries, null, 1)}\n`);
  await rename(`${index}.tmp`, index);
  return join(dir, `${base}.txt`);
}

async function readIndex(dir: string): Promise<unknown[]> {
  const text = await readFile(join(dir, 'index.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  const entries: unknown = JSON.parse(text);
  if (Array.isArray(entries)) return entries;
  throw new CliError('failed', `${join(dir, 'index.json')} is not a list.`);
}
