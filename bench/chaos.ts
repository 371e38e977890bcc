/**
 * Prompts through the whole product while everything breaks at random: server and node are killed, the line between them
 * is cut, sessions and agents die, people type, dialogs open, requests are repeated. A judge compares what the agents
 * themselves recorded with what the product says at the end.
 *
 *   node bench/chaos.ts [--prompts 10000] [--agents 50] [--minutes 60] [--seed N] [--trouble-every 10] [--keep] [--json]
 *
 * Files of the run are kept when a promise was broken, or with --keep; their directory is printed.
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { faultKinds } from '../e2e/chaos/judge-chaos.ts';
import { type ChaosResult, runChaos } from '../e2e/chaos/run-chaos.ts';
import { createScratch } from '../e2e/support/scratch.ts';

const { values } = parseArgs({
  options: {
    prompts: { type: 'string', default: '10000' },
    agents: { type: 'string', default: '50' },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    'trouble-every': { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const scratch = await createScratch('architect-chaos-', { keepFiles: true });
console.error(
  `node bench/chaos.ts --prompts ${values.prompts} --agents ${values.agents} --minutes ${values.minutes} --seed ${values.seed} --trouble-every ${values['trouble-every']}  (${scratch.directory})`,
);
try {
  const result = await runChaos(scratch, {
    seed: Number(values.seed),
    prompts: Number(values.prompts),
    agents: Number(values.agents),
    minutes: Number(values.minutes),
    troubleEveryMs: Number(values['trouble-every']) * 1000,
    onProgress: (line) => console.error(line),
  });
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else print(result);
  const isBroken = result.violations.length > 0 || result.leftBehind.length > 0;
  process.exitCode = isBroken ? 1 : 0;
  if (!isBroken && !values.keep) await rm(scratch.directory, { recursive: true, force: true });
} finally {
  await scratch.clean();
}

function print(result: ChaosResult): void {
  const { outcomes, troubles, growth, violations, leftBehind } = result;
  const rows = (title: string, counts: Record<string, number>) => {
    console.log(`\n${title}`);
    for (const [name, times] of Object.entries(counts).sort(([, a], [, b]) => b - a))
      console.log(`  ${name.padEnd(28)}${String(times).padStart(7)}`);
  };
  console.log(`${result.prompts} prompts, ${result.agents} agents, ${result.seconds} s, seed ${result.seed}`);
  rows('How they ended', outcomes);
  rows('Faults', Object.fromEntries(faultKinds.map((kind) => [kind, result[kind]])));
  const { dialogs, unread, endedUnseen, unconfirmedButReceived } = result;
  rows('Seen besides', {
    dialogs,
    unread,
    endedUnseen,
    unconfirmedButReceived,
    leftBehind: leftBehind.length,
  });
  rows('Why unconfirmed', result.unconfirmedBecause);
  rows('Troubles', troubles);
  console.log(`\nSize, first and last third: ${JSON.stringify(growth)}`);
  for (const line of [...violations, ...leftBehind.map((what) => `left behind: ${what}`)])
    console.log(`  ${line}`);
}
