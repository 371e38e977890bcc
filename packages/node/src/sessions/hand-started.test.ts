import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { isHookOfPane } from './hand-started.ts';

/** Lives until its input ends, and tells its process id. */
const inner = 'console.log(process.pid); process.stdin.resume()';
/** An agent that runs another one as a tool, through a shell. */
const outer = `console.log(process.pid);
require('node:child_process').spawn('sh', ['-c', '"$0" -e "$1"; :', process.execPath, process.argv[1]], { stdio: 'inherit' })
  .on('exit', () => process.exit())`;

it('takes hooks of the pane’s own agent, and none of an agent that this one runs as a tool', async () => {
  const pane = spawn('sh', ['-c', '"$0" -e "$1" "$2"; :', process.execPath, outer, inner], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(pane, 'exit');
  onTestFinished(async () => {
    pane.stdin.end();
    await ended;
  });
  const told: number[] = [];
  for await (const line of createInterface({ input: pane.stdout })) {
    if (told.push(Number(line)) === 2) break;
  }
  const [agent = 0, tool = 0] = told;
  const shell = pane.pid ?? 0;
  expect(isHookOfPane([agent, shell], shell)).toBe(true);
  expect(isHookOfPane([agent], agent)).toBe(true);
  expect(isHookOfPane([tool, agent], shell)).toBe(false);
});
