/**
 * How fast prompts reach agents and how they end, through the whole product: HTTP, queue, tmux, fake agents.
 *
 *   node bench/delivery.ts [--prompts 1000] [--agents 10] [--single 50] [--work 100]
 */
import { parseArgs } from 'node:util';
import { finalStatuses, type Prompt } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { judgeRound } from '../e2e/crash/judge-round.ts';
import { createFakeAgents, type FakeAgents } from '../e2e/support/fake-agents.ts';
import { percentile } from '../e2e/support/percentile.ts';
import { createPrivateTmux } from '../e2e/support/private-tmux.ts';
import { allPrompts, finished, send, sessionWhere } from '../e2e/support/prompts.ts';
import { createScratch } from '../e2e/support/scratch.ts';
import { type RunningServer, startServer } from '../e2e/support/start-server.ts';
import { until } from '../e2e/support/until.ts';

const { values } = parseArgs({
  options: {
    prompts: { type: 'string', default: '1000' },
    agents: { type: 'string', default: '10' },
    single: { type: 'string', default: '50' },
    work: { type: 'string', default: '100' },
  },
});
const count = Number(values.prompts);
const single = Number(values.single);

const scratch = await createScratch('architect-bench-');
try {
  const terminal = createPrivateTmux('bench');
  scratch.defer(() => terminal.end());
  const agents = await createFakeAgents(scratch.directory);
  const dataDir = `${scratch.directory}/data`;
  const server = await startServer({
    dataDir,
    socket: terminal.socket,
    env: { HOME: scratch.directory, LOG_LEVEL: 'warn' },
  });
  scratch.defer(() => server.stop());
  for (let index = 0; index < Number(values.agents); index++)
    await startAgent(server, agents, `agent-${index}`);
  console.log(
    `node bench/delivery.ts --prompts ${count} --agents ${values.agents} --single ${single} --work ${values.work}`,
  );
  await oneByOne(server, agents);
  await allAtOnce(server, agents);
} finally {
  await scratch.clean();
}

async function startAgent(server: RunningServer, agents: FakeAgents, name: string): Promise<void> {
  const body = {
    name,
    provider: 'claude' as const,
    working_dir: scratch.directory,
    command: agents.command(name),
  };
  await server.call(sessionEndpoints.createTmuxSession, {
    body: { ...body, env: { HOME: scratch.directory } },
  });
  await sessionWhere(server, name, 'is deliverable', (session) => session.deliverable);
}

/** One prompt at a time to an idle session: what a person feels. */
async function oneByOne(server: RunningServer, agents: FakeAgents): Promise<void> {
  const prompts: Prompt[] = [];
  for (let index = 0; index < single; index++) {
    const content = `single ${index} [work ${values.work}]`;
    prompts.push(await finished(server, await send(server, { content, target_session: 'agent-0' })));
  }
  console.log(`\n${single} prompts one by one to an idle session (ms)`);
  printLatencies(prompts, agents);
}

/** Everything queued at once over all agents: throughput and how they end. */
async function allAtOnce(server: RunningServer, agents: FakeAgents): Promise<void> {
  const texts = Array.from({ length: count }, (_, index) => `bulk ${index} [work ${values.work}]`);
  const startedAt = Date.now();
  for (let at = 0; at < texts.length; at += 50) {
    await Promise.all(texts.slice(at, at + 50).map((content) => send(server, { content })));
  }
  const queuedMs = Date.now() - startedAt;
  const bulk = async () => (await allPrompts(server)).filter((prompt) => prompt.content.startsWith('bulk '));
  const prompts = await until(
    'all prompts end',
    async () => {
      const found = await bulk();
      return (
        found.length === count && found.every((prompt) => finalStatuses.includes(prompt.status)) && found
      );
    },
    { timeoutMs: 1_800_000, everyMs: 1_000 },
  );
  const seconds =
    (Math.max(...prompts.map((prompt) => Date.parse(prompt.completed_at ?? ''))) - startedAt) / 1000;
  const log = agents.log().filter((entry) => entry.text.startsWith('bulk '));
  const { violations, ...verdict } = judgeRound(texts, prompts, log);
  console.log(
    `\n${count} prompts queued at once (${queuedMs} ms) over ${values.agents} agents (ms, but for the first row)`,
  );
  console.log(`prompts per second            ${(count / seconds).toFixed(1)}`);
  printLatencies(prompts, agents);
  console.log(`outcomes                      ${JSON.stringify(verdict)}`);
  for (const violation of violations) console.log(`  ${violation}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

function printLatencies(prompts: Prompt[], agents: FakeAgents): void {
  const ends = new Map(
    agents.log().flatMap((entry) => (entry.kind === 'ended' ? [[entry.text, entry.at]] : [])),
  );
  const between = (from: string, to: string) =>
    prompts.flatMap((prompt) => {
      const at = (step: string) =>
        Date.parse(prompt.receipts.findLast((receipt) => receipt.step === step)?.at ?? '');
      const ms = at(to) - at(from);
      return Number.isNaN(ms) ? [] : [ms];
    });
  const toCompleted = prompts.flatMap((prompt) => {
    const ms = Date.parse(prompt.completed_at ?? '') - (ends.get(prompt.content) ?? Number.NaN);
    return Number.isNaN(ms) ? [] : [ms];
  });
  const rows: [string, number[]][] = [
    ['queued → typed', between('queued', 'typed')],
    ['queued → submitted', between('queued', 'submitted')],
    ['sending → submitted', between('sending', 'submitted')],
    ['real end → completed', toCompleted],
  ];
  console.log(`${''.padEnd(26)}${['p50', 'p99', 'n'].map((head) => head.padStart(8)).join('')}`);
  for (const [name, ms] of rows) {
    const cells = [percentile(ms, 0.5), percentile(ms, 0.99), ms.length];
    console.log(`${name.padEnd(26)}${cells.map((cell) => String(cell ?? '–').padStart(8)).join('')}`);
  }
}
