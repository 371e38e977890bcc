import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TmuxDriver } from './driver.ts';
import {
  aSession,
  asleep,
  createServerForTests,
  isRunning,
  type ServerForTests,
  waitFor,
} from './server-for-tests.ts';

let server: ServerForTests;
let told: string[];
let others: ChildProcess[];

beforeEach(() => {
  server = createServerForTests();
  told = [];
  others = [];
});

afterEach(async () => {
  for (const child of others) child.kill('SIGKILL');
  await server.cleanUp();
});

function aDriver(): TmuxDriver {
  const driver = server.driver();
  driver.on('up', () => told.push('up'));
  driver.on('down', () => told.push('down'));
  driver.on('pane-added', (pane) => told.push(`added ${pane.sessionName}`));
  driver.on('pane-removed', (pane) => told.push(`removed ${pane.sessionName}`));
  return driver;
}

function names(): string[] {
  return server.tmux('list-sessions', '-F', '#{session_name}').split('\n');
}

function clientPids(): number[] {
  return server.tmux('list-clients', '-F', '#{client_pid}').split('\n').filter(Boolean).map(Number);
}

function watchdogPid(): number {
  const panes = server.tmux('list-panes', '-s', '-t', '=_hub', '-F', '#{pane_pid} #{pane_current_command}');
  const line = panes.split('\n').find((pane) => pane.endsWith(' sh'));
  return Number(line?.split(' ')[0]);
}

async function aDriverProcess(): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'driver-for-tests.ts');
  const child = spawn(process.execPath, [program, server.socketName], { stdio: ['pipe', 'pipe', 'inherit'] });
  others.push(child);
  await once(child.stdout, 'data'); // it is up
  return child;
}

describe('a server that comes and goes', () => {
  it('says down when the server is killed, and up with new panes when one starts again', async () => {
    const driver = aDriver();
    await driver.start();
    const { paneId } = await driver.createSession(aSession('old'));
    server.tmux('kill-server');
    await waitFor('down', () => told.at(-1) === 'down');
    expect(driver.isUp()).toBe(false);
    expect(driver.panes()).toEqual([]);
    await expect(driver.capture(paneId)).rejects.toThrow('is gone');
    await expect(driver.personClients()).rejects.toThrow('out of reach');
    server.tmux('new-session', '-d', '-s', 'new', asleep);
    await waitFor('the new session', () => driver.panes()[0]?.sessionName === 'new');
    expect(told).toEqual(['up', 'added old', 'down', 'up', 'added new']);
  });

  it('takes no pane of a new server for one of the old, though ids count from zero again', async () => {
    const driver = aDriver();
    await driver.start();
    const old = await driver.createSession(aSession('same'));
    server.tmux('kill-server');
    await waitFor('a new server, as soon as the old one is gone', () => {
      try {
        server.tmux('new-session', '-d', '-s', 'same', asleep);
        return true;
      } catch {
        return false; // the old one is still about to exit
      }
    });
    await waitFor('the new server', () => told.filter((word) => word === 'up').length === 2);
    const now = await waitFor('its pane', () => driver.panes()[0] ?? null);
    expect(now.paneId).toBe(old.paneId);
    expect(now.pid).not.toBe(old.pid);
    expect(told).toEqual(['up', 'added same', 'down', 'up', 'added same']);
  });

  it('tells a tmux that is broken, and how, from one without a server, and goes on when it works', async () => {
    const broken = join(server.dir, 'broken');
    const standIn = `#!/bin/sh\n[ ! -e ${broken} ] || [ "$4" = -V ] || { cat ${broken} >&2; exit 1; }\n`;
    const path = process.env.PATH;
    writeFileSync(join(server.dir, 'tmux'), `${standIn}PATH='${path}' exec tmux "$@"\n`, { mode: 0o755 });
    const [one, other] = ['protocol version mismatch (client 8, server 7)', 'lost its libraries'];
    writeFileSync(broken, one);
    vi.stubEnv('PATH', `${server.dir}:${path}`);
    const driver = server.driver();
    vi.unstubAllEnvs();
    driver.on('up', () => told.push('up'));
    driver.on('down', ({ reason, isFault }) => told.push(`${isFault ? 'broken' : 'none'}: ${reason}`));
    await driver.start();
    expect([driver.isUp(), driver.fault()]).toEqual([false, one]);
    writeFileSync(`${broken}.next`, other);
    renameSync(`${broken}.next`, broken);
    await waitFor('the other fault', () => driver.fault() === other);
    rmSync(broken);
    await waitFor('it works', () => driver.fault() === null);
    await driver.createSession(aSession('first'));
    expect(told).toEqual([`broken: ${one}`, `broken: ${other}`, 'none: no tmux server runs', 'up']);
  });

  it('does not say down when somebody kills the hub', async () => {
    const driver = aDriver();
    await driver.start();
    const { paneId } = await driver.createSession(aSession('stays', { command: 'cat' }));
    const before = clientPids();
    server.tmux('kill-session', '-t', '=_hub');
    await waitFor(
      'a new hub with two clients',
      () => clientPids().length === 2 && clientPids().every((pid) => !before.includes(pid)),
    );
    const echo = new Promise((resolve) =>
      driver.on('screen', ({ rows }) => {
        if (rows[0]?.startsWith('heard')) resolve(true);
      }),
    );
    await waitFor('it is heard again', async () => {
      await driver.typeBytes(paneId, Buffer.from('heard')).catch(() => undefined);
      return Promise.race([
        echo,
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 300)),
      ]) as Promise<boolean>;
    });
    expect(told).toEqual(['up', 'added stays']);
  });

  it('survives a server that starts while nine sessions are created in a row', async () => {
    const driver = aDriver();
    await driver.start();
    server.tmux('new-session', '-d', '-s', 's0', asleep);
    const pid = server.serverPid();
    for (let index = 1; index < 9; index += 1)
      server.tmux('new-session', '-d', '-s', `s${index}`, 'while :; do date; done');
    await waitFor('all nine', () => driver.panes().length === 9);
    expect(server.serverPid()).toBe(pid);
    expect(told.filter((word) => word === 'up')).toHaveLength(1);
  });

  it('creates nine at once when no server runs', async () => {
    const driver = aDriver();
    await driver.start();
    const all = await Promise.all(
      [...Array(9).keys()].map((index) => driver.createSession(aSession(`s${index}`))),
    );
    expect(new Set(all.map((pane) => pane.sessionName)).size).toBe(9);
    expect(driver.panes()).toHaveLength(9);
  });

  it('survives twenty people who attach and leave', async () => {
    const driver = aDriver();
    await driver.start();
    await driver.createSession(aSession('shared', { command: 'while :; do date; done' }));
    const pid = server.serverPid();
    for (let round = 0; round < 4; round += 1) {
      const people = [...Array(5).keys()].map(() => server.attach('=shared'));
      await waitFor('five people', async () => (await driver.personClients()).length === 5);
      await Promise.all(people.map((person) => person.close()));
      await waitFor('nobody', async () => (await driver.personClients()).length === 0);
    }
    expect(server.serverPid()).toBe(pid);
    expect(told).toEqual(['up', 'added shared']);
  });
});

describe('our own end', () => {
  it('after kill -9 the hub and its clients go by themselves, the sessions stay', async () => {
    server.tmux('new-session', '-d', '-s', 'stays', 'while :; do date; sleep 0.01; done');
    const pid = server.serverPid();
    const child = await aDriverProcess();
    const clients = clientPids();
    expect(names()).toEqual(['_hub', 'stays']);
    expect(clients).toHaveLength(2);
    child.kill('SIGKILL');
    await waitFor('the hub is gone', () => names().join() === 'stays');
    await waitFor('the clients are gone', () => clients.every((client) => !isRunning(client)));
    expect(server.serverPid()).toBe(pid);
  });

  it('a hub and clients that an earlier run left are swept, those of others are not', async () => {
    server.tmux('new-session', '-d', '-s', 'stays', asleep);
    const first = await aDriverProcess();
    const stale = clientPids();
    // Frozen, the clients cannot hear of anybody's end; without its watchdog the hub stays.
    for (const pid of stale) process.kill(pid, 'SIGSTOP');
    process.kill(watchdogPid(), 'SIGKILL');
    const foreign = spawn('tmux', ['-L', server.socketName, '-C', 'attach-session', '-t', '=stays'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    others.push(foreign);
    await waitFor('the foreign client', () => clientPids().length === 3);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const driver = aDriver();
    await driver.start();
    await waitFor('the stale clients are gone', () => stale.every((pid) => !isRunning(pid)));
    expect(isRunning(foreign.pid ?? 0)).toBe(true);
    expect(names()).toEqual(['_hub', 'stays']);
    expect(driver.panes().map((pane) => pane.sessionName)).toEqual(['stays']);
  });

  it('two drivers on one server do not disturb each other', async () => {
    const one = aDriver();
    await one.start();
    const { paneId, pid } = await one.createSession(aSession('shared'));
    const two = server.driver();
    await two.start();
    expect(two.panes().map((pane) => pane.sessionName)).toEqual(['shared']);
    expect(one.panes().map((pane) => pane.sessionName)).toEqual(['shared']);
    await two.stop();
    expect((await one.capture(paneId)).facts.pid).toBe(pid);
    await one.createSession(aSession('more'));
    server.tmux('kill-session', '-t', '=shared');
    await waitFor('its process ended', () => !isRunning(pid));
    expect(told.filter((word) => word !== 'down')).toEqual([
      'up',
      'added shared',
      'added more',
      'removed shared',
    ]);
  });

  it('leaves a session of a person alone that is called _hub', async () => {
    server.tmux('new-session', '-d', '-s', '_hub', asleep);
    const driver = aDriver();
    await driver.start();
    expect(driver.panes().map((pane) => pane.sessionName)).toEqual(['_hub']);
    await driver.stop();
    expect(names()).toEqual(['_hub']);
  });
});
