/**
 * Which permission dialogs of real agent CLIs are approved and denied by rules and, where no rule decides, escalated and then
 * approved by a person: the table of what `e2e/real-clis` proves of it, in every way.
 *
 *   node bench/permissions.ts [--clis claude,codex,gemini,opencode,qwen]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CliName, cliPackages } from '../e2e/real-clis/cli-packages.ts';

/** What Vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  testResults: { assertionResults: Result[] }[];
}
interface Result {
  ancestorTitles: string[];
  title: string;
  status: string;
  meta?: { whyNoRule?: string };
}

const { values } = parseArgs({
  options: { clis: { type: 'string', default: Object.keys(cliPackages).join(',') } },
});
const clis = values.clis.split(',').filter((name): name is CliName => name in cliPackages);
const ways = ['policy approves', 'policy denies', 'person approves'];

const directory = mkdtempSync(join(tmpdir(), 'architect-permissions-'));
const outputFile = join(directory, 'report.json');
const flags = [
  '--project',
  'e2e',
  'e2e/real-clis',
  '-t',
  'permissions',
  '--reporter',
  'json',
  '--outputFile',
  outputFile,
];
const run = spawnSync('npx', ['vitest', 'run', ...flags], {
  env: { ...process.env, ARCHITECT_E2E_FULL: '1', ARCHITECT_E2E_CLIS: clis.join(',') },
  stdio: ['ignore', 'ignore', 'inherit'],
});
// Its own reporter wrote it just now; another form would leave the table empty, which is a failure.
const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
rmSync(directory, { recursive: true });

/** Dialog → CLI → how each way to decide it went, in the order of `ways`. */
const table = new Map<string, Map<string, string[]>>();
/** Reason → what no rule may decide for it. */
const reasons = new Map<string, string[]>();
for (const { ancestorTitles, title, status, meta } of testResults.flatMap((file) => file.assertionResults)) {
  const [what = '', way = ''] = title.split(': ');
  if (ancestorTitles.at(-1) !== 'permissions' || status === 'skipped') continue;
  const row = table.get(what) ?? new Map<string, string[]>();
  const cell = row.get(ancestorTitles.at(-2) ?? '') ?? ways.map(() => '–');
  cell[ways.indexOf(way)] = status === 'passed' ? 'yes' : 'FAILED';
  table.set(what, row.set(ancestorTitles.at(-2) ?? '', cell));
  const why = meta?.whyNoRule;
  if (why && !why.startsWith('no pattern decides'))
    reasons.set(why, [...(reasons.get(why) ?? []), `${ancestorTitles.at(-2)}: ${what}`]);
}
console.log(
  `node bench/permissions.ts --clis ${clis.join(',')}: rule approves / rule denies / escalated, person approves\n`,
);
console.log(`| asks for | ${clis.join(' | ')} |\n|---${'|---'.repeat(clis.length)}|`);
for (const [what, row] of table)
  console.log(`| ${what} | ${clis.map((cli) => row.get(`real ${cli}`)?.join(' / ') ?? '').join(' | ')} |`);
for (const [why, asked] of reasons) console.log(`\nalways a person's, for ${why}: ${asked.join(', ')}`);
process.exitCode = table.size === 0 ? 1 : (run.status ?? 1);
