import { setTimeout as wait } from 'node:timers/promises';
import { finalStatuses } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { createFakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { allPrompts, sendStubbornly, sessionWhere } from '../support/prompts.ts';
import { createRandom } from '../support/random.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { judgeRound, type Verdict } from './judge-round.ts';

/** What one agent gives as evidence: everything, no hooks, or the screen alone. */
const evidence = [[], [], [], ['--no-hooks'], ['--no-hooks', '--no-transcript']];
const screenOnly = new Set(['agent-4']);

export interface RoundOptions {
  seed: number;
  prompts: number;
  /** The server is killed at least this often while prompts are open. */
  kills: number;
}

export interface RoundResult extends Verdict {
  kills: number;
  seconds: number;
}

/** Runs prompts over five fake agents while the server is killed with SIGKILL at random moments and started again. */
export async function runCrashRound(options: RoundOptions): Promise<RoundResult> {
  const random = createRandom(options.seed);
  const scratch = await createScratch('architect-crash-');
  try {
    const terminal = createPrivateTmux('crash');
    scratch.defer(() => terminal.end());
    const agents = await createFakeAgents(scratch.directory);
    const restart = (port?: number) =>
      startServer({
        dataDir: `${scratch.directory}/data`,
        socket: terminal.socket,
        port,
        env: { HOME: scratch.directory },
      });
    let server = await restart();
    scratch.defer(() => server.stop());
    await startAgents(server, scratch.directory, (index, flags) =>
      agents.command(`agent-${index}`, ...flags),
    );

    const startedAt = Date.now();
    const texts = Array.from({ length: options.prompts }, (_, index) => promptText(index, random));
    const sending = Promise.all(
      texts.map(async (content, index) => {
        await wait(random() * 8_000);
        return sendStubbornly(() => server, { content, idempotency_key: `crash-${options.seed}-${index}` });
      }),
    );
    let kills = 0;
    for (; kills < options.kills; kills++) {
      await wait(300 + random() * 3_000);
      await server.kill();
      server = await restart(server.port);
    }
    await sending;
    await allFinal(server, options.prompts);
    const verdict = judgeRound(texts, await allPrompts(server), agents.log(), screenOnly);
    return { ...verdict, kills, seconds: Math.round((Date.now() - startedAt) / 100) / 10 };
  } finally {
    await scratch.clean();
  }
}

async function startAgents(
  server: RunningServer,
  directory: string,
  command: (index: number, flags: string[]) => string,
): Promise<void> {
  for (const [index, flags] of evidence.entries()) {
    const name = `agent-${index}`;
    const body = {
      name,
      provider: 'claude' as const,
      working_dir: directory,
      command: command(index, flags),
    };
    await server.call(sessionEndpoints.createTmuxSession, { body: { ...body, env: { HOME: directory } } });
    await sessionWhere(server, name, 'is deliverable', (session) => session.deliverable);
  }
}

function allFinal(server: RunningServer, count: number): Promise<unknown> {
  const open = async () => {
    const prompts = await allPrompts(server);
    return prompts.filter((prompt) => !finalStatuses.includes(prompt.status));
  };
  return until(`all ${count} prompts end`, async () => (await open()).length === 0, {
    timeoutMs: 240_000,
    everyMs: 500,
    seen: async () =>
      (await open()).map(({ id, status, waiting_reason }) => ({ id, status, waiting_reason })),
  });
}

/** One in four is a folded paste, one in ten has what shells and terminals trip over; all are unique. */
function promptText(index: number, random: () => number): string {
  const work = `[work ${Math.round(50 + random() * 200)}]`;
  const head = `prompt ${index} ${Math.floor(random() * 1e9).toString(36)} ${work}`;
  if (index % 4 === 0)
    return `${head}\n${Array.from({ length: 30 }, (_, line) => `line ${line} of ${index} ${'x'.repeat(80)}`).join('\n')}`;
  if (index % 10 === 1) return `${head} "quoted" 'single' \`ticks\` $HOME 🎉 ; end of ${index};`;
  return head;
}
