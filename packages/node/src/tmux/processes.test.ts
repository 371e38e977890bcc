import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { isOwnerAlive, ownerMark } from './owner.ts';
import {
  endProcesses,
  familyOf,
  findProcess,
  listProcesses,
  type ProcessEntry,
  readEnvironment,
} from './processes.ts';
import { isRunning, waitFor } from './server-for-tests.ts';

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(script: string): number {
  const child = spawn('sh', ['-c', script], {
    stdio: 'ignore',
    env: { ...process.env, MARK_OF_TEST: 'a=b' },
  });
  started.push(child);
  return child.pid ?? 0;
}

const entry = (pid: number, parent: number, session: number, isZombie = false): ProcessEntry => ({
  pid,
  parent,
  session,
  startTime: '1',
  isZombie,
});

describe('family', () => {
  it('is what is below the roots or shares their kernel session, never an ended process nor ourselves', () => {
    const processes = [
      entry(10, 1, 10),
      entry(11, 10, 10),
      entry(12, 11, 12), // a session of its own, still below
      entry(13, 1, 10), // its parent ended
      entry(14, 10, 10, true),
      entry(20, 1, 20),
      entry(process.pid, 10, 10),
    ];
    expect(familyOf([10], processes).map(({ pid }) => pid)).toEqual([10, 11, 12, 13]);
    expect(familyOf([], processes)).toEqual([]);
  });
});

describe('ending processes', () => {
  it('asks first, then ends what does not listen, with the children it starts meanwhile', async () => {
    const polite = start('exec sleep 1000');
    const stubborn = start(`trap '' TERM; while :; do sleep 0.2; done`);
    const family = familyOf([polite, stubborn], listProcesses());
    expect(family.length).toBeGreaterThanOrEqual(2);
    const startedAt = Date.now();
    expect(await endProcesses({ clock: systemClock, family, graceMs: 600 })).toEqual([]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(600);
    expect([polite, stubborn].filter(isRunning)).toEqual([]);
  });

  it('leaves a pid alone that was given to another process', async () => {
    const pid = start('exec sleep 1000');
    await waitFor('it runs', () => findProcess(pid) !== null);
    expect(
      await endProcesses({ clock: systemClock, family: [{ pid, startTime: '1' }], graceMs: 50 }),
    ).toEqual([]);
    expect(isRunning(pid)).toBe(true);
  });
});

describe('owners', () => {
  it('knows a living owner by pid and start time', async () => {
    const pid = start('exec sleep 1000');
    const mark = `${pid}.${findProcess(pid)?.startTime}`;
    expect(isOwnerAlive(ownerMark())).toBe(true);
    expect(isOwnerAlive(`${mark}.abcd`)).toBe(true);
    expect(isOwnerAlive(`${pid}.1`)).toBe(false);
    expect(isOwnerAlive('nonsense')).toBe(false);
    process.kill(pid, 'SIGKILL');
    await waitFor('it ended', () => !isOwnerAlive(mark));
  });

  it('reads one variable of a process', async () => {
    const pid = start('exec sleep 1000');
    await waitFor('it runs', () => readEnvironment(pid, 'MARK_OF_TEST') === 'a=b');
    expect(readEnvironment(pid, 'MARK_OF')).toBe(null);
  });
});
