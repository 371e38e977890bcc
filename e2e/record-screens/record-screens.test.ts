import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isAlive, withDescendants } from '../support/end-processes.ts';
import { until } from '../support/until.ts';

const recorder = fileURLToPath(new URL('main.ts', import.meta.url));

test('a recorder that is told to end takes its tmux server and its agent along', async () => {
  const out = await mkdtemp(join(tmpdir(), 'architect-screens-'));
  const words = [recorder, '--agent', 'claude', '--only', '^drafts$', '--sizes', '80x24', '--out', out];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const tmux = () => listTmux(`architect-record-claude-${child.pid}-`);
  try {
    // Its first scene: the agent has drawn its box.
    await once(child.stderr, 'data');
    const started = await until('its tmux server runs', () => tmux().length > 0 && withDescendants(tmux()));
    expect(started.length).toBeGreaterThan(2);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(143);
    // What writes the bytes of a pane down ends when its server has.
    await until('nothing of it is left', () => tmux().length === 0 && !started.some(isAlive), {
      timeoutMs: 5000,
    });
  } finally {
    child.kill('SIGKILL');
    await rm(out, { recursive: true, force: true });
  }
});

/** Servers of tmux whose socket begins so, by the words that they were started with. */
function listTmux(socket: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && wordsOf(name).includes(`-L\0${socket}`))
    .map(Number);
}

function wordsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
