import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../clock.ts';
import { createDriver } from './create-driver.ts';
import type { PaneFacts, ScreenCapture, TmuxDriver } from './driver.ts';
import {
  aSession,
  createServerForTests,
  isRunning,
  type ServerForTests,
  waitFor,
} from './server-for-tests.ts';

let server: ServerForTests;
let driver: TmuxDriver;
let told: string[];

beforeEach(() => {
  server = createServerForTests();
  driver = server.driver();
  told = [];
  driver.on('up', () => told.push('up'));
  driver.on('down', ({ reason }) => told.push(`down: ${reason}`));
  driver.on('pane-added', (pane) => told.push(`added ${pane.sessionName}`));
  driver.on('pane-changed', (pane) => told.push(`changed ${pane.sessionName}`));
  driver.on('pane-removed', (pane) => told.push(`removed ${pane.sessionName}`));
});

afterEach(() => server.cleanUp());

function hubs(): string[] {
  return server
    .tmux('list-sessions', '-F', '#{session_name}')
    .split('\n')
    .filter((name) => name.startsWith('_hub'));
}

function paneOf(name: string): PaneFacts {
  const pane = driver.panes().find((facts) => facts.sessionName === name && facts.active);
  if (!pane) throw new Error(`no pane of ${name}`);
  return pane;
}

describe('connecting', () => {
  it('starts no server by itself, and connects when a person starts one', async () => {
    await driver.start();
    expect(driver.isUp()).toBe(false);
    expect(server.serverPid()).toBe(null);
    server.tmux('new-session', '-d', '-s', 'by-hand');
    await waitFor('the driver is up', () => driver.isUp() && driver.panes().length === 1);
    expect(told).toEqual(['up', 'added by-hand']);
    expect(driver.version()).toMatch(/^\d+\.\d+/);
  });

  it('lists no pane of its hub, and never counts its own clients as attached', async () => {
    server.tmux('new-session', '-d', '-s', 'a');
    await driver.start();
    expect(hubs()).toEqual(['_hub']);
    expect(driver.panes().map((pane) => pane.sessionName)).toEqual(['a']);
    expect(paneOf('a').attachedClients).toBe(0);
    expect(await driver.personClients()).toEqual([]);
  });

  it('stop leaves the sessions, and neither a hub nor a process of ours', async () => {
    server.tmux('new-session', '-d', '-s', 'stays', 'exec sleep 1000');
    await driver.start();
    const pids = server.tmux('list-clients', '-F', '#{client_pid}').split('\n').map(Number);
    const watchdog = Number(
      server
        .tmux('list-panes', '-s', '-t', '=_hub', '-F', '#{pane_pid} #{window_name}')
        .split('\n')
        .find((line) => line.endsWith(' sh'))
        ?.split(' ')[0],
    );
    expect(pids).toHaveLength(2);
    await driver.stop();
    await driver.stop();
    expect(hubs()).toEqual([]);
    await waitFor('our processes are gone', () => [...pids, watchdog].every((pid) => !isRunning(pid)));
    expect(server.tmux('list-sessions', '-F', '#{session_name}')).toBe('stays');
  });
});

describe('another socket folder', () => {
  it('is where the server listens, whatever its name', async () => {
    const log = { info: () => undefined, warn: console.error, error: console.error };
    const elsewhere = createDriver({ socketName: 'own', socketDir: server.dir, log });
    await elsewhere.start();
    const { sessionId } = await elsewhere.createSession(aSession('a'));
    expect(existsSync(join(server.dir, 'own'))).toBe(true);
    expect(server.serverPid()).toBe(null);
    expect(await elsewhere.killSession(sessionId)).toEqual([]);
    await waitFor('its server ended with its last session', () => !elsewhere.isUp());
    await elsewhere.stop();
  });
});

describe('sessions', () => {
  it('creates one when no server runs, with exactly this environment, folder and size', async () => {
    await driver.start();
    const facts = await driver.createSession(
      aSession('first', {
        workingDir: server.dir,
        env: { GREETING: 'a "b" $HOME #{pid} ; c;' },
        width: 91,
        height: 17,
        command: 'printf %s "$GREETING"; exec sleep 1000',
      }),
    );
    expect(facts).toMatchObject({
      sessionName: 'first',
      currentPath: server.dir,
      width: 91,
      height: 17,
      active: true,
    });
    const text = await waitFor('the text', async () => {
      const shown = await driver.captureText(facts.paneId, { escapes: false });
      return shown.trim() !== '' && shown.trim();
    });
    expect(text).toBe('a "b" $HOME #{pid} ; c;');
  });

  it('sees screens by events', async () => {
    await driver.start();
    const screens: ScreenCapture[] = [];
    driver.on('screen', (capture) => screens.push(capture));
    const { paneId } = await driver.createSession(aSession('s', { command: 'cat' }));
    await waitFor('a first look', () => screens.length > 0);
    server.tmux('send-keys', '-t', paneId, 'hello');
    const seen = await waitFor(
      'the echo',
      () => screens.find((screen) => screen.rows[0]?.startsWith('hello')) ?? null,
    );
    expect(seen.facts).toMatchObject({
      paneId,
      sessionName: 's',
      cursorX: 5,
      cursorY: 0,
      currentCommand: 'cat',
    });
    expect(seen.rows).toHaveLength(24);
  });

  it('reads rows with their style and their trailing blanks, which belong to a drawn box', async () => {
    await driver.start();
    const { paneId } = await driver.createSession(
      aSession('box', { command: `printf '\\033[31mred\\033[0m   \\n'; exec sleep 1000` }),
    );
    const capture = await waitFor('the row', async () => {
      const seen = await driver.capture(paneId);
      return seen.facts.cursorY === 1 && seen;
    });
    expect(capture.rows[0]).toBe('\u001b[31mred\u001b[39m   ');
  });
});

describe('quiet sessions', () => {
  it('cost nothing: no timer is pending while nothing happens', async () => {
    let timers = 0;
    const clock: Clock = {
      now: systemClock.now,
      after(delayMs, run) {
        timers += 1;
        let isPending = true;
        const settle = () => {
          if (isPending) timers -= 1;
          isPending = false;
        };
        const cancel = systemClock.after(delayMs, () => {
          settle();
          run();
        });
        return () => {
          settle();
          cancel();
        };
      },
    };
    const quiet = server.driver(clock);
    server.tmux('new-session', '-d', '-s', 'a', 'exec sleep 1000');
    await quiet.start();
    let screens = 0;
    quiet.on('screen', () => {
      screens += 1;
    });
    await waitFor('it has looked and settled', () => screens > 0 && timers === 0);
    await quiet.createSession(aSession('b', { command: 'cat' }));
    const { paneId } = quiet.panes().find((pane) => pane.sessionName === 'b') ?? { paneId: '' };
    await quiet.typeBytes(paneId, Buffer.from('x'));
    await waitFor('it settled again', () => screens > 2 && timers === 0);
  });
});
