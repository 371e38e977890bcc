import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Draws the screens of many agents, as Ink does: erase the rows drawn before, draw the new ones. One process for all of
 * them, each through a FIFO that its tmux session shows with `cat`. Busy agents repaint a spinner at `framesPerS`; a
 * `probe` message makes one quiet agent draw another screen that carries the CLOCK_MONOTONIC time of its drawing.
 *
 * Started by `watch.ts`: painter.ts FRAMES_PER_S BUSY FIFO… (the first BUSY of the FIFOs are busy agents)
 */
const [framesPerS = 10, busyCount = 0] = process.argv.slice(2, 4).map(Number);
const agents = process.argv.slice(4).map((fifo, index) => ({
  // Opened for both ways it waits for nobody.
  fd: openSync(fifo, constants.O_RDWR),
  isBusy: index < busyCount,
  isAsking: false,
  rows: 0,
  frame: index,
}));
const bar = '─'.repeat(60);
const spinner = ['·', '✢', '✳', '✶', '✻', '✽'];

for (const agent of agents) draw(agent, agent.isBusy ? busyRows(agent.frame) : boxRows(''));

process.on('message', (message) => {
  if (message === 'probe') probe();
});
process.on('disconnect', () => {
  for (const { fd } of agents) closeSync(fd);
  process.exit();
});
process.send?.('ready');

for (let next = performance.now(); ; next += 1000 / framesPerS) {
  await pause(Math.max(1, next - performance.now()));
  for (const agent of agents) {
    if (!agent.isBusy) continue;
    agent.frame += 1;
    draw(agent, busyRows(agent.frame));
  }
}

function probe(): void {
  const quiet = agents.filter((agent) => !agent.isBusy);
  const agent = quiet[Math.floor(Math.random() * quiet.length)];
  if (!agent) return;
  agent.isAsking = !agent.isAsking;
  const stamp = `t=${process.hrtime.bigint()}`;
  draw(agent, agent.isAsking ? dialogRows(stamp) : boxRows(stamp));
}

function draw(agent: (typeof agents)[number], rows: string[]): void {
  const erase = '\u001b[2K\u001b[1A'.repeat(agent.rows);
  agent.rows = rows.length - 1;
  writeSync(agent.fd, `${erase}\u001b[2K\u001b[G${rows.join('\r\n')}`);
}

function busyRows(frame: number): string[] {
  const seconds = Math.floor(frame / framesPerS);
  const sign = `\u001b[38;5;174m${spinner[frame % spinner.length]}\u001b[39m`;
  const thinking = `${sign} \u001b[38;5;174mThinking…\u001b[39m \u001b[38;5;246m(${seconds}s · ↑ ${frame * 7} tokens · esc to interrupt)\u001b[39m`;
  return ['', thinking, '', ...boxRows('')];
}

function boxRows(stamp: string): string[] {
  return [
    `\u001b[38;5;244m╭${bar}╮\u001b[39m`,
    '│ > ',
    `\u001b[38;5;244m╰${bar}╯\u001b[39m`,
    `  ? for shortcuts ${stamp}`,
  ];
}

function dialogRows(stamp: string): string[] {
  return [
    `\u001b[38;5;153m╭${bar}╮\u001b[39m`,
    '│ Bash command: make clean',
    '│ Do you want to proceed?',
    '│ \u001b[38;5;153m❯ 1. Yes\u001b[39m',
    '│   2. No, tell the agent what to do (esc)',
    `\u001b[38;5;153m╰${bar}╯\u001b[39m`,
    `  ${stamp}`,
  ];
}
