import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaneFacts, TmuxDriver } from './driver.ts';
import {
  aSession,
  asleep,
  createServerForTests,
  isRunning,
  type ServerForTests,
  waitFor,
} from './server-for-tests.ts';

let server: ServerForTests;
let driver: TmuxDriver;
let told: string[];

beforeEach(async () => {
  server = createServerForTests();
  driver = server.driver();
  told = [];
  driver.on('pane-added', (pane) => told.push(`added ${pane.sessionName}`));
  driver.on('pane-changed', (pane) =>
    told.push(`changed ${pane.sessionName} ${pane.paneId}${pane.active ? ' active' : ''}`),
  );
  driver.on('pane-removed', ({ sessionName }) => told.push(`removed ${sessionName}`));
  await driver.start();
});

afterEach(() => server.cleanUp());

function paneOf(name: string): PaneFacts | null {
  return driver.panes().find((facts) => facts.sessionName === name && facts.active) ?? null;
}

/** Writes the pids of a program and its children to a file and reads them back. */
async function pidsIn(file: string, count: number): Promise<number[]> {
  const read = () => {
    const pids = readFileSync(file, 'utf8').trim().split('\n').map(Number);
    return pids.length >= count && pids;
  };
  return waitFor('the pids', () => {
    try {
      return read();
    } catch {
      return null; // not written yet
    }
  });
}

describe('role and tier', () => {
  it('are there from the first moment, change, and outlive the program', async () => {
    const first = await driver.createSession({
      ...aSession('one'),
      labels: { role: 'qa; lead', tier: 'manager' },
    });
    const second = await driver.createSession({ ...aSession('two'), labels: { tier: 'high-level' } });
    expect(paneOf('one')).toMatchObject({ role: 'qa; lead', tier: 'manager' });
    expect(paneOf('two')).toMatchObject({ role: null, tier: 'high-level' });
    told = [];
    await driver.labelSession(first.sessionId, { role: null, tier: 'worker' });
    expect(paneOf('one')).toMatchObject({ role: null, tier: 'worker' });
    expect(told).toContain(`changed one ${first.paneId} active`);
    await driver.labelSession(second.sessionId, { role: '$(x) #{y} "z"' });
    await driver.stop();
    driver = server.driver();
    await driver.start();
    expect(paneOf('one')).toMatchObject({ role: null, tier: 'worker' });
    expect(paneOf('two')).toMatchObject({ role: '$(x) #{y} "z"', tier: 'high-level' });
  });
});

describe('names and places', () => {
  it('tells apart names of which one begins with another', async () => {
    await driver.createSession(aSession('agent-1'));
    const ten = await driver.createSession(aSession('agent-10'));
    const one = paneOf('agent-1');
    expect(one?.paneId).not.toBe(ten.paneId);
    expect(await driver.killSession(one?.sessionId ?? '')).toEqual([]);
    expect(driver.panes().map((pane) => pane.sessionName)).toEqual(['agent-10']);
    expect((await driver.capture(ten.paneId)).facts.sessionName).toBe('agent-10');
  });

  it.each(['two words', 'été 漢字 👩‍👧', '100% #{pid} #[x]', "it's"])(
    'takes a name made by hand: %s',
    async (name) => {
      await driver.createSession(aSession('other'));
      server.tmux('new-session', '-d', '-s', name.replace(/#(?!\[)/g, '##'), asleep);
      const pane = await waitFor('it is seen', () => paneOf(name));
      expect((await driver.capture(pane.paneId)).facts.sessionName).toBe(name);
      expect(await driver.killSession(pane.sessionId)).toEqual([]);
      expect(paneOf(name)).toBe(null);
    },
  );

  it('creates a session with a strange name and in a strange folder', async () => {
    const facts = await driver.createSession(aSession('a #{pid} b', { workingDir: server.dir }));
    expect(facts.sessionName).toBe('a #{pid} b');
    await expect(driver.createSession(aSession('a #{pid} b'))).rejects.toThrow('duplicate session');
  });

  it('reads titles and paths that hold anything', async () => {
    const dir = join(server.dir, 'a\nb|c\td');
    const title = 'ti|tle ✳ %end 1 2 1';
    const command = `mkdir -p "$D"; cd "$D"; printf '\\033]0;%s\\007' "$T"; exec sleep 1000`;
    const { paneId } = await driver.createSession(aSession('odd', { env: { D: dir, T: title }, command }));
    const facts = await waitFor('title and path', async () => {
      const seen = (await driver.capture(paneId)).facts;
      return seen.title === title && seen.currentPath === dir && seen;
    });
    expect(facts.currentCommand).toBe('sleep');
  });

  it('takes what a screen shows for data, even where it looks like the protocol', async () => {
    const lines = ['%end 1 2 1', '%exit', '%output %0 x', '%begin 1 2 1', '%error 1 2 1'];
    const { paneId } = await driver.createSession(
      aSession('spoof', {
        env: { LINES_SHOWN: lines.join('\n') },
        command: `printf '%s\\n' "$LINES_SHOWN"; ${asleep}`,
      }),
    );
    const capture = await waitFor('the lines', async () => {
      const seen = await driver.capture(paneId);
      return seen.rows[4] !== '' && seen;
    });
    expect(capture.rows.slice(0, 5)).toEqual(lines);
    expect(driver.isUp()).toBe(true);
  });

  it('sees a rename, and keeps the pane', async () => {
    const { paneId } = await driver.createSession(aSession('before'));
    server.tmux('rename-session', '-t', '=before', 'after');
    await waitFor('the new name', () => driver.pane(paneId)?.sessionName === 'after');
    expect(told).toContain(`changed after ${paneId} active`);
    expect(told).not.toContain('removed before');
  });

  it('follows a window that moves to another session', async () => {
    await driver.createSession(aSession('from'));
    await driver.createSession(aSession('to'));
    const moving = server.tmux('new-window', '-d', '-P', '-F', '#{pane_id}', '-t', '=from:', asleep);
    await waitFor('the new window', () => driver.pane(moving)?.sessionName === 'from');
    server.tmux('move-window', '-d', '-s', `=from:${driver.pane(moving)?.windowId}`, '-t', '=to:');
    const capture = await driver.capture(moving); // at once: the driver may still think it is in the old place
    expect(capture.facts.sessionName).toBe('to');
    await waitFor('the move', () => driver.pane(moving)?.sessionName === 'to');
    expect(driver.panes()).toHaveLength(3);
  });

  it('knows which of several panes stands for its session', async () => {
    const first = await driver.createSession(aSession('many'));
    const second = server.tmux('split-window', '-P', '-F', '#{pane_id}', '-t', first.paneId, asleep);
    await waitFor('the second pane is the active one', () => paneOf('many')?.paneId === second);
    server.tmux('select-pane', '-t', first.paneId);
    await waitFor('the first pane is the active one', () => paneOf('many')?.paneId === first.paneId);
    const third = server.tmux('new-window', '-P', '-F', '#{pane_id}', '-t', '=many:', asleep);
    await waitFor('the new window is the active one', () => paneOf('many')?.paneId === third);
    expect(driver.panes().filter((facts) => facts.active)).toHaveLength(1);
    server.tmux('kill-pane', '-t', third);
    await waitFor('the first one stands for it again', () => paneOf('many')?.paneId === first.paneId);
  });

  it('lists a window once that two sessions share', async () => {
    const { windowId, paneId } = await driver.createSession(aSession('a'));
    await driver.createSession(aSession('b'));
    server.tmux('link-window', '-s', windowId, '-t', '=b:');
    await driver.refresh();
    expect(
      driver
        .panes()
        .filter((facts) => facts.paneId === paneId)
        .map((facts) => facts.sessionName),
    ).toEqual(['a']);
    const { sessionId } = driver.pane(paneId) ?? { sessionId: '' };
    const { pid } = driver.pane(paneId) ?? { pid: 0 };
    expect(await driver.killSession(sessionId)).toEqual([]);
    expect(isRunning(pid)).toBe(true); // it lives on in the other session
    await waitFor('it belongs to the other session', () => driver.pane(paneId)?.sessionName === 'b');
  });

  it('forgets a pane whose program ends', async () => {
    await driver.createSession(aSession('stays'));
    const { paneId } = await driver.createSession(aSession('short', { command: 'read line' }));
    await driver.typeBytes(paneId, Buffer.from('\n'));
    await waitFor('it is gone', () => driver.pane(paneId) === null);
    expect(told.at(-1)).toBe('removed short');
    await expect(driver.capture(paneId)).rejects.toThrow('is gone');
  });
});

describe('ending', () => {
  it('a session killed by a person ends its processes, though its window is linked to the hub', async () => {
    await driver.createSession(aSession('stays'));
    const { pid } = await driver.createSession(aSession('victim'));
    server.tmux('kill-session', '-t', '=victim');
    await waitFor('the process ended', () => !isRunning(pid));
    await waitFor('the pane is gone', () => paneOf('victim') === null);
    expect(told.at(-1)).toBe('removed victim');
  });

  it('killSession ends what ignores the hang-up and SIGTERM, and children in other process groups', async () => {
    await driver.createSession(aSession('stays'));
    const file = join(server.dir, 'pids');
    const script = join(server.dir, 'stubborn.sh');
    writeFileSync(
      script,
      `trap '' HUP TERM
echo $$ >> ${file}
setsid sh -c "trap '' HUP TERM; echo \\$\\$ >> ${file}; while :; do sleep 1; done" &
(trap '' HUP; sh -c "echo \\$\\$ >> ${file}; exec sleep 1000" &) 
while :; do sleep 1; done
`,
    );
    const { sessionId } = await driver.createSession(aSession('stubborn', { command: `exec sh ${script}` }));
    const pids = await pidsIn(file, 3);
    expect(pids.every(isRunning)).toBe(true);
    expect(await driver.killSession(sessionId)).toEqual([]);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(paneOf('stubborn')).toBe(null);
    expect(paneOf('stays')).not.toBe(null);
  });

  it('killSession of the last one lets the server end, as a person would expect', async () => {
    let down = 0;
    driver.on('down', () => {
      down += 1;
    });
    const { sessionId } = await driver.createSession(aSession('last'));
    expect(await driver.killSession(sessionId)).toEqual([]);
    await waitFor('the driver says so', () => down === 1);
    await waitFor('the server ended', () => server.serverPid() === null);
    expect(driver.panes()).toEqual([]);
    const again = await driver.createSession(aSession('next'));
    expect(again.sessionName).toBe('next');
    expect(driver.isUp()).toBe(true);
  });

  it('spares a process that is not below the session', async () => {
    const bystander = spawn('sleep', ['1000']);
    await driver.createSession(aSession('stays'));
    const { sessionId } = await driver.createSession(aSession('gone'));
    await driver.killSession(sessionId);
    expect(isRunning(bystander.pid ?? 0)).toBe(true);
    bystander.kill();
  });

  it('rejects a session that does not exist', async () => {
    await driver.createSession(aSession('stays'));
    await expect(driver.killSession('$99')).rejects.toThrow('there is no session');
    await expect(driver.killSession('stays')).rejects.toThrow('not a session id');
  });
});

describe('people', () => {
  it('knows who is attached and never resizes their window', async () => {
    const { paneId, sessionId } = await driver.createSession(aSession('shared'));
    expect(await driver.resize(paneId, 70, 20)).toBe(true);
    await waitFor('the size', () => driver.pane(paneId)?.width === 70);
    const person = server.attach('=shared', { cols: 100, rows: 30 });
    await waitFor('the person', async () => (await driver.personClients()).length === 1);
    const [client] = await driver.personClients();
    expect(client?.sessionId).toBe(sessionId);
    expect(client?.tty).toMatch(/^\/dev\//);
    expect(Math.abs(Date.now() - (client?.lastActivityAt ?? 0))).toBeLessThan(60_000);
    const theirs = await waitFor('the window has the size of their terminal', async () => {
      const { facts } = await driver.capture(paneId);
      return facts.width === 100 && facts;
    });
    expect(theirs).toMatchObject({ width: 100, height: 29, attachedClients: 1 });
    expect(await driver.resize(paneId, 60, 10)).toBe(false);
    expect((await driver.capture(paneId)).facts.width).toBe(100);
    await person.close();
    await waitFor('the person left', async () => (await driver.personClients()).length === 0);
    expect(await driver.resize(paneId, 60, 10)).toBe(true);
  });
});
