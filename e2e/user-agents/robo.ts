import { appendFileSync } from 'node:fs';

/**
 * A made-up agent that no adapter knows: a terminal program with an input box, an answer and a question. It writes
 * every message that it takes to ROBO_LOG. `--version` prints its version.
 */
if (process.argv.includes('--version')) {
  process.stdout.write('robo version 2.5.0\n');
  process.exit(0);
}
process.title = 'robo';

const talk: string[] = ['Robo is ready.'];
let draft = '';
let asked: string | null = null;
let isWorking = false;

function draw(): void {
  const rows = [...talk.slice(-20)];
  if (asked !== null)
    rows.push('', 'Robo wants to run:', `  $ ${asked}`, '  1. Do it', '  2. Leave it', '(1 or 2)');
  else if (isWorking) rows.push('~ thinking');
  else
    rows.push(
      '~~~~~~~~~~~~',
      ...draft.split('\n').map((line, i) => `${i === 0 ? 'robo>' : '    |'} ${line}`),
    );
  process.stdout.write(`\u001b[H\u001b[2J${rows.join('\r\n')}`);
  process.stdout.write(`\u001b]0;robo ${asked === null ? 'here' : 'asks'}\u0007`);
}

function take(text: string): void {
  appendFileSync(process.env.ROBO_LOG ?? '/dev/null', `${JSON.stringify(text)}\n`);
  talk.push(...text.split('\n').map((line, i) => (i === 0 ? `you: ${line}` : `     ${line}`)));
  const command = /^run (.+)$/m.exec(text)?.[1];
  isWorking = true;
  draw();
  if (command === undefined) return void setTimeout(() => answer(`heard ${text.length} characters`), 400);
  setTimeout(() => {
    asked = command;
    draw();
  }, 100);
}

function answer(text: string): void {
  isWorking = false;
  talk.push(`robo: ${text}`);
  draw();
}

function press(key: string): void {
  if (asked !== null) {
    if (key !== '1' && key !== '2') return;
    const done = key === '1' ? `ran ${asked}` : `left ${asked}`;
    asked = null;
    setTimeout(() => answer(done), 200);
  } else if (key === '\r') {
    const text = draft;
    draft = '';
    if (text !== '') take(text);
  } else if (key === '\u0015') draft = '';
  else if (key >= ' ') draft += key;
  draw();
}

let pasted: string | null = null;
let waiting = '';
process.stdin.setRawMode(true);
process.stdin.setEncoding('utf8');
process.stdin.on('data', (data: string) => {
  waiting += data;
  for (;;) {
    const mark = /\u001b\[20([01])~/.exec(waiting);
    const end = mark?.index ?? waiting.length;
    const before = waiting.slice(0, end);
    if (pasted !== null) pasted += before;
    else for (const key of before) press(key);
    waiting = waiting.slice(end + (mark?.[0].length ?? 0));
    if (mark === null) break;
    if (mark[1] === '1' && pasted !== null) draft += pasted;
    pasted = mark[1] === '0' ? '' : null;
    draw();
  }
});
process.stdout.write('\u001b[?2004h');
draw();
