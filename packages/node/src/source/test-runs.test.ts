import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { findProcess } from '../tmux/processes.ts';
import { createTestRuns } from './test-runs.ts';

function open() {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'architect-tests-')));
  const runs = createTestRuns({ clock: systemClock });
  onTestFinished(async () => {
    await runs.stop();
    rmSync(directory, { recursive: true });
  });
  const ask = (id: string, command: string, timeout_ms = 60_000) =>
    runs.ask({ id, directory, command, timeout_ms });
  const startedPid = () =>
    vi.waitFor(async () => Number((await readFile(join(directory, 'pid'), 'utf8')).trim() || fail()));
  return { directory, runs, ask, startedPid };
}

function fail(): never {
  throw new Error('not written yet');
}

test('a command runs once in its directory, without our settings; its exit code and the end of its output are told', async () => {
  const { directory, ask } = open();
  process.env.ARCHITECT_SECRET_OF_TEST = 'secret';
  onTestFinished(() => void delete process.env.ARCHITECT_SECRET_OF_TEST);
  const command = `echo run >> runs; pwd; env; seq 1 9000; printf '\\033[31mred\\033[0m' >&2; exit 3`;
  const [first, again] = await Promise.all([ask('one', command), ask('one', command)]);
  expect(again).toEqual(first);
  expect(first).toMatchObject({ command, exit_code: 3 });
  expect(first?.tail).toMatch(/\n9000\nred$/);
  expect(first?.tail.length).toBeLessThanOrEqual(8_000);
  await ask('one', command);
  expect(await readFile(join(directory, 'runs'), 'utf8')).toBe('run\n');
  const quiet = await ask('two', 'pwd; env');
  expect(quiet?.tail.split('\n')[0]).toBe(directory);
  expect(quiet?.tail).not.toContain('secret');
});

test('the time limit ends all that it started, and so does its own end', async () => {
  const { directory, ask, startedPid } = open();
  const slow = await ask('slow', 'sleep 300 & echo $! > pid; echo begun; wait', 300);
  expect(slow).toMatchObject({ exit_code: null, tail: 'begun\nEnded at the time limit of 0.3 s.' });
  expect(findProcess(await startedPid())).toBeNull();
  await writeFile(join(directory, 'pid'), '');
  // What stays behind holds the output open.
  expect(await ask('left', 'sleep 300 & echo $! > pid; exit 0')).toMatchObject({ exit_code: 0, tail: '' });
  expect(findProcess(await startedPid())).toBeNull();
});

test('a node that stops ends the tests and tells no result: it is asked again by the next one', async () => {
  const { runs, ask, startedPid } = open();
  const told = vi.fn();
  void ask('slow', 'echo $$ > pid; exec sleep 300').then(told);
  const pid = await startedPid();
  await runs.stop();
  expect(findProcess(pid)).toBeNull();
  await expect(runs.ask({ id: 'y', directory: '/nowhere', command: 'true', timeout_ms: 1 })).rejects.toThrow(
    'there is no directory /nowhere on this node',
  );
  await ask('another', 'sleep 0.3');
  expect(told).not.toHaveBeenCalled();
});
