/**
 * Kills the server with SIGKILL while prompts run over five fake agents, round after round, and counts what was lost,
 * doubled or split.
 *
 *   node bench/crash.ts [--rounds 20] [--prompts 200] [--kills 6] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { type RoundResult, runCrashRound } from '../e2e/crash/run-round.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    prompts: { type: 'string', default: '200' },
    kills: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
  },
});
const prompts = Number(values.prompts);
const kills = Number(values.kills);
const seed = Number(values.seed);

const columns = [
  'prompts',
  'kills',
  'completed',
  'notDelivered',
  'unconfirmed',
  'unread',
  'lost',
  'doubled',
  'split',
  'untrue',
  'seconds',
] as const;
const total = Object.fromEntries(columns.map((column) => [column, 0]));
const row = (head: string, cell: (column: (typeof columns)[number]) => string | number | undefined) =>
  console.log(`${head.padEnd(8)}${columns.map((column) => String(cell(column)).padStart(13)).join('')}`);

console.log(
  `node bench/crash.ts --rounds ${values.rounds} --prompts ${prompts} --kills ${kills} --seed ${seed}`,
);
row('round', (column) => column);
let faults = 0;
for (let round = 0; round < Number(values.rounds); round++) {
  const result: RoundResult = await runCrashRound({ seed: seed + round, prompts, kills });
  row(String(round + 1), (column) => result[column]);
  for (const column of columns) total[column] = (total[column] ?? 0) + result[column];
  for (const violation of result.violations) console.log(`  ${violation}`);
  faults += result.violations.length;
}
row('total', (column) => Math.round((total[column] ?? 0) * 10) / 10);
process.exitCode = faults === 0 ? 0 : 1;
