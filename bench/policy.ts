/**
 * How fast the permission policy answers: from the dialog drawn by a fake agent in real tmux to the answer that the agent
 * read, through the whole product. Both times are the agent's own. Three ways: the agent's hook waits for the answer; a
 * hook tells of the dialog and keys answer it; the screen alone tells, and keys answer.
 *
 *   node bench/policy.ts [--dialogs 500] [--batch 25] [--ways hook,keys,screen]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { patternEndpoints } from '@architect/contracts/patterns';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { dropHookPath } from '@architect/node/agents/read-hook-dir';
import type { BoxEntry } from '../e2e/fake-agent/black-box.ts';
import { createFakeAgents } from '../e2e/support/fake-agents.ts';
import { percentile } from '../e2e/support/percentile.ts';
import { createPrivateTmux } from '../e2e/support/private-tmux.ts';
import { finished, send, sessionWhere } from '../e2e/support/prompts.ts';
import { createScratch, type Scratch } from '../e2e/support/scratch.ts';
import { type RunningServer, startServer } from '../e2e/support/start-server.ts';

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

/** Milliseconds of one dialog: until it was recorded, from there until a rule had decided, and until the agent had read it. */
interface Waited {
  recorded: number;
  decided: number;
  read: number;
}

/** Every dialog of an agent with these flags. */
async function answerAll(scratch: Scratch, flags: string[]): Promise<Waited[]> {
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
  return waits(readFileSync(box, 'utf8'), await answers(server));
}

/** What the product says of each dialog, by its command. */
async function answers(server: RunningServer): Promise<Map<string, Interaction>> {
  const found = new Map<string, Interaction>();
  for (let page = 1; ; page++) {
    const query = { page, per_page: 200 };
    const { data, pagination } = await server.call(interactionEndpoints.listInteractions, { query });
    for (const one of data) found.set(one.subject, one);
    if (page >= pagination.total_pages) return found;
  }
}

/** Dialogs come in turns: each is followed by its answer. */
function waits(text: string, known: Map<string, Interaction>): Waited[] {
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
    const asked = known.get(entry.text);
    if (!asked?.decided_at) throw new Error(`nobody decided about ${entry.text}`);
    const [recordedAt, decidedAt] = [Date.parse(asked.created_at), Date.parse(asked.decided_at)];
    return [{ recorded: recordedAt - askedAt, decided: decidedAt - recordedAt, read: entry.at - askedAt }];
  });
}

function report(way: string, waited: Waited[]): void {
  const at = (share: number) =>
    `${percentile(
      waited.map(({ read }) => read),
      share,
    )} ms`;
  console.log(
    `${way}: ${waited.length} of ${dialogs} dialogs answered: p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}`,
  );
  const middle = (ms: number[]) => `${percentile(ms, 0.5)} ms`;
  const given = waited.map(({ read, recorded, decided }) => read - recorded - decided);
  console.log(
    `  of that, p50: drawn, seen and recorded ${middle(waited.map(({ recorded }) => recorded))}, ` +
      `decided ${middle(waited.map(({ decided }) => decided))}, given and read ${middle(given)}`,
  );
  if (waited.length !== dialogs) process.exitCode = 1;
}
