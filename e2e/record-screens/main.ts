import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkScreens, formatScreenCheck, isFalseIdle } from '@architect/node/agents/check-screens';
import { installCli } from '../real-clis/install-cli.ts';
import type { Scratch } from '../support/scratch.ts';
import { playRuns } from './play-runs.ts';
import { programmes } from './programmes.ts';
import { readProse } from './prose-scenes.ts';
import type { Size } from './shoot-screen.ts';

const { values } = parseArgs({
  options: {
    agent: { type: 'string', default: 'claude' },
    version: { type: 'string' },
    sizes: { type: 'string', default: '120x40,80x24,200x50' },
    out: { type: 'string' },
    only: { type: 'string' },
    prose: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const programme = programmes[values.agent];
if (programme === undefined) {
  console.error(`No agent ${values.agent}: ${Object.keys(programmes).join(', ')} can be recorded.`);
  process.exit(2);
}
const cli = await installCli(programme.name, values.version);
if (cli === null) process.exit(1);
const dir = resolve(values.out ?? join(`screens-${cli.name}-${cli.version}`));
// A part is added to what is there; a whole corpus is made anew.
if (values.only === undefined) await rm(dir, { recursive: true, force: true });
const open = new Set<Scratch>();
const ended = new AbortController();
let ending: Promise<unknown> = Promise.resolve();
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const)
  process.once(signal, () => {
    ended.abort();
    const cleaned = Promise.allSettled([...open].map((scratch) => scratch.clean()));
    ending = cleaned.then(() => process.exit(128 + number));
  });
const failures = await playRuns({
  ...{ name: cli.name, version: cli.version, binDir: cli.binDir, programme: programme.programme },
  ...{ sizes: readSizes(values.sizes), dir, open, ended: ended.signal },
  ...(values.only === undefined ? {} : { only: new RegExp(values.only) }),
  ...(values.prose === undefined ? {} : { prose: readProse(await readFile(values.prose, 'utf8')) }),
  report: (line) => console.error(line),
});
await ending;
for (const { scene, reason } of failures) console.error(`NOT RECORDED ${scene}: ${reason.split('\n')[0]}`);
if (!existsSync(dir)) process.exit(1);
const check = await checkScreens(dir);
const falseIdle = check.results.filter(isFalseIdle).length;
if (values.json) console.log(JSON.stringify({ dir, failures, ...check }));
else console.log(`${formatScreenCheck(check)}\n\n${dir}`);
if (falseIdle > 0 || check.mismatches.length > 0 || failures.length > 0) process.exitCode = 1;

function readSizes(text: string): Size[] {
  return text.split(',').map((size) => {
    const [, width, height] = /^(\d+)x(\d+)$/.exec(size.trim()) ?? [];
    if (width === undefined || height === undefined) throw new Error(`${size} is not a size like 80x24`);
    return { width: Number(width), height: Number(height) };
  });
}
