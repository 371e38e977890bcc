/**
 * How fast the permission policy answers: from the dialog drawn by a fake agent in real tmux to the answer that the agent
 * read, through the whole product. Both times are the agent's own. Three ways: the agent's hook waits for the answer; a
 * hook tells of the dialog and keys answer it; the screen alone tells, and keys answer.
 *
 *   node bench/policy.ts [--dialogs 500] [--batch 25] [--ways hook,keys,screen]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { patternEndpoints } from '@architect/contracts/patterns';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { dropHookPath } from '@architect/node/agents/read-hook-dir';
import type { BoxEntry } from '../e2e/fake-agent/black-box.ts';
import { createFakeAgents } from '../e2e/support/fake-agents.ts';
import { percentile } from '../e2e/support/percentile.ts';
import { createPrivateTmux } from '../e2e/support/private-tmux.ts';
import { finished, send, sessionWhere } from '../e2e/support/prompts.ts';
import { createScratch, type Scratch } from '../e2e/support/scratch.ts';
import { startServer } from '../e2e/support/start-server.ts';

const { values } = parseArgs({
  options: {
    dialogs: { type: 'string', default: '500' },
    batch: { type: 'string', default: '25' },
    ways: { type: 'string', default: 'hook,keys,screen' },
  },
});
const dialogs = Number(values.dialogs);
const batch = Number(values.batch);
/** Flags of the fake agent. */
const ways: Record<string, string[]> = {
  hook: ['--ask-hook', dropHookPath],
  keys: [],
  screen: ['--no-hooks'],
};

console.log(`node bench/policy.ts --dialogs ${dialogs} --batch ${batch} --ways ${values.ways}`);
for (const way of values.ways.split(',')) {
  const scratch = await createScratch('architect-bench-policy-');
  try {
    report(way, await answerAll(scratch, ways[way] ?? []));
  } finally {
    await scratch.clean();
  }
}

/** Milliseconds that each dialog of an agent with these flags waited. */
async function answerAll(scratch: Scratch, flags: string[]): Promise<number[]> {
  const terminal = createPrivateTmux('bench-policy');
  scratch.defer(() => terminal.end());
  const agents = await createFakeAgents(scratch.directory);
  const box = `${scratch.directory}/box.log`;
  const server = await startServer({
    dataDir: `${scratch.directory}/data`,
    socket: terminal.socket,
    env: { HOME: scratch.directory, LOG_LEVEL: 'warn' },
  });
  scratch.defer(() => server.stop());
  await server.call(sessionEndpoints.createTmuxSession, {
    body: {
      name: 'agent',
      provider: 'claude',
      working_dir: scratch.directory,
      command: agents.command('agent', '--record', box, ...flags),
      env: { HOME: scratch.directory },
    },
  });
  await sessionWhere(server, 'agent', 'is idle', (session) => session.state === 'idle');
  await server.call(patternEndpoints.changePolicy, { body: { mode: 'on' } });
  for (let first = 0; first < dialogs; first += batch) {
    const asks = Array.from(
      { length: Math.min(batch, dialogs - first) },
      (_, i) => `[ask echo ${first + i}]`,
    );
    await finished(server, await send(server, { content: asks.join(' '), target_session: 'agent' }), 180_000);
  }
  return waits(readFileSync(box, 'utf8'));
}

/** Milliseconds from each dialog to its answer; they come in turns. */
function waits(text: string): number[] {
  // The box is written by our own agent only: each line is one entry.
  const entries = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BoxEntry);
  let askedAt: number | null = null;
  return entries.flatMap((entry) => {
    if (entry.kind === 'asked') askedAt = entry.at;
    if (entry.kind !== 'decided' || askedAt === null) return [];
    if (entry.decision !== 'yes') throw new Error(`answered with ${entry.decision}: ${entry.text}`);
    return [entry.at - askedAt];
  });
}

function report(way: string, waitedMs: number[]): void {
  const at = (share: number) => `${percentile(waitedMs, share)} ms`;
  console.log(
    `${way}: ${waitedMs.length} of ${dialogs} dialogs answered: p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}`,
  );
  if (waitedMs.length !== dialogs) process.exitCode = 1;
}
