import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { environment, readProcessFacts } from './process-facts.ts';

const facts = {
  paneId: '%1',
  sessionId: '$1',
  sessionName: 'a',
  windowId: '@1',
  active: true,
  currentCommand: 'node',
  currentPath: '/',
  title: 'a title',
  dead: false,
  inMode: false,
  inputOff: false,
  synchronized: false,
  alternateOn: false,
  cursorX: 0,
  cursorY: 0,
  cursorVisible: true,
  historySize: 0,
  width: 80,
  height: 24,
  createdAt: 0,
  attachedClients: 0,
  role: null,
  tier: null,
  typed: '',
};

describe('readProcessFacts', () => {
  it('sees through a wrapper to the program below it', async () => {
    const child = spawn('sh', ['-c', 'node -e "console.log(1);setInterval(()=>{},1e6)" marker; true'], {
      env: { PATH: process.env.PATH, ARCHITECT_TEST: 'yes' },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    try {
      await once(child.stdout, 'data');
      const read = readProcessFacts({ ...facts, pid: child.pid ?? 0 });
      expect(read.commandLines[0]?.[0]).toBe('sh');
      expect(read.commandLines.some((line) => line[0] === 'node' && line.includes('marker'))).toBe(true);
      expect(read.env.ARCHITECT_TEST).toBe('yes');
      expect(read.title).toBe('a title');
    } finally {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    }
  });

  it('knows nothing of a process that is gone', () => {
    const read = readProcessFacts({ ...facts, pid: 2 ** 22 - 1 });
    expect(read.commandLines).toEqual([]);
    expect(read.cwd).toBe('/');
    expect(environment(2 ** 22 - 1)).toEqual({});
  });
});
