/**
 * Which prompts arrive byte-exact in real agent CLIs, and how fast, through the whole product: HTTP, queue, tmux, the CLI
 * from npm, a stub of its model server on loopback that keeps what it received.
 *
 *   node bench/real-clis.ts [--clis claude,codex,gemini,opencode,qwen] [--runs 20] [--dialogs 20] [--prompts '100 KB']
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { interactionEndpoints } from '@architect/contracts/interactions';
import { patternEndpoints } from '@architect/contracts/patterns';
import { type Prompt, promptEndpoints } from '@architect/contracts/prompts';
import { type CliName, cliPackages } from '../e2e/real-clis/cli-packages.ts';
import { hardPrompts } from '../e2e/real-clis/hard-prompts.ts';
import { installCli } from '../e2e/real-clis/install-cli.ts';
import { type CliStage, startStage } from '../e2e/real-clis/start-stage.ts';
import { stubAnswer } from '../e2e/stubs/script.ts';
import { percentile } from '../e2e/support/percentile.ts';
import { finished, send } from '../e2e/support/prompts.ts';
import { watchDialogs } from './watch-dialogs.ts';

const { values } = parseArgs({
  options: {
    clis: { type: 'string', default: Object.keys(cliPackages).join(',') },
    runs: { type: 'string', default: '20' },
    dialogs: { type: 'string', default: '20' },
    /** Only those whose name holds this. */
    prompts: { type: 'string', default: '' },
  },
});
const runs = Number(values.runs);
const dialogs = Number(values.dialogs);
const prompts = hardPrompts.filter(({ name }) => name.includes(values.prompts));
const names = values.clis.split(',').filter((name): name is CliName => name in cliPackages);

interface Arrivals {
  exact: number;
  /** With a blank at an end that the product or the CLI adds, and the receipts say so. */
  adjusted: number;
  failed: number;
}

interface Result {
  label: string;
  /** One per hard prompt, in its order. */
  arrivals: Arrivals[];
  submitMs: number[];
  policyMs: PolicyTimes;
}

/** Milliseconds until the tool ran that a rule approved: from the model's call, the drawn dialog, the recorded one. */
interface PolicyTimes {
  called: number[];
  drawn: number[];
  recorded: number[];
  /** How each was answered, as its interaction says. */
  notes: string[];
}

console.log(`node bench/real-clis.ts --clis ${names.join(',')} --runs ${runs} --dialogs ${dialogs}`);
const results: Result[] = [];
for (const name of names) {
  const cli = await installCli(name);
  if (!cli) continue;
  const stage = await startStage(cli);
  try {
    const policyMs: PolicyTimes = { called: [], drawn: [], recorded: [], notes: [] };
    const result: Result = { label: `${name} ${cli.version}`, arrivals: [], submitMs: [], policyMs };
    // The longest last: the CLI repeats its whole conversation with every request.
    for (const { name: what, text } of prompts) {
      const arrivals = await deliver(stage, { session: name, what, text }, result.submitMs);
      result.arrivals.push(arrivals);
      console.log(`${result.label} · ${what} · ${JSON.stringify(arrivals)}`);
    }
    await answerByPolicy(stage, name, policyMs);
    results.push(result);
    console.log(`${result.label} · queued → submitted ${middle(result.submitMs)}`);
    console.log(`${result.label} · approved by a rule`, JSON.stringify(policyMs));
  } finally {
    await stage.end();
  }
}
printTables();
process.exitCode = results.some((result) => result.arrivals.some(({ failed }) => failed > 0)) ? 1 : 0;

interface Delivery {
  session: string;
  what: string;
  text: string;
}

/** Sends one text `runs` times, each when the one before has ended. */
async function deliver(stage: CliStage, { session, what, text }: Delivery, submitMs: number[]) {
  const arrivals: Arrivals = { exact: 0, adjusted: 0, failed: 0 };
  for (let run = 0; run < runs; run++) {
    const before = stage.stub.prompts.received().length;
    const id = await send(stage.server, { content: text, target_session: session });
    const prompt = await finished(stage.server, id, 120_000).catch((error: unknown) => String(error));
    const received = stage.stub.prompts.received().slice(before);
    const outcome = judge(text, prompt, received);
    arrivals[outcome] += 1;
    if (outcome === 'failed') {
      const screen = await stage.terminal.screen(session);
      console.log(
        `FAILED ${session} · ${what} · run ${run}:`,
        JSON.stringify(typeof prompt === 'string' ? prompt.replace(/"content":.*/, '') : shortened(prompt)),
        received.map((one) => `${one.text.length} characters: ${one.text.slice(0, 80)}`),
      );
      console.log(screen);
    }
    if (typeof prompt === 'string') {
      await stage.server.call(promptEndpoints.cancelPrompt, { params: { id } });
      continue;
    }
    const ms = stepAt(prompt, 'submitted') - stepAt(prompt, 'queued');
    if (!Number.isNaN(ms)) submitMs.push(ms);
  }
  return arrivals;
}

/** A prompt without its long text. */
function shortened({ content, ...rest }: Prompt) {
  return { content: content.slice(0, 80), ...rest };
}

function judge(text: string, prompt: Prompt | string, received: { text: string }[]): keyof Arrivals {
  const [only, ...more] = received;
  if (typeof prompt === 'string' || prompt.status !== 'completed' || !only || more.length > 0)
    return 'failed';
  if (prompt.response !== stubAnswer(only.text)) return 'failed';
  if (only.text === text) return 'exact';
  const isSaid = prompt.receipts.some(({ evidence }) => /blank/.test(evidence ?? ''));
  return isSaid && only.text.replace(/^[\s\u200b]+|\s+$/g, '') === text.trim() ? 'adjusted' : 'failed';
}

function stepAt(prompt: Prompt, step: string): number {
  return Date.parse(prompt.receipts.findLast((receipt) => receipt.step === step)?.at ?? '');
}

/**
 * The tool is a `touch`: its file tells when it ran. The dialog was drawn when a second observer first saw it; an answer by a
 * hook may be quicker than that.
 */
async function answerByPolicy(stage: CliStage, session: CliName, policyMs: PolicyTimes): Promise<void> {
  const body = { kind: 'bash' as const, pattern_regex: 'touch policy-\\d+', action: 'approve' as const };
  await stage.server.call(patternEndpoints.createPattern, { body });
  await stage.server.call(patternEndpoints.changePolicy, { body: { mode: 'on' } });
  const watch = await watchDialogs(stage, session);
  for (let index = 0; index < dialogs; index++) {
    const content = `run touch policy-${index}`;
    let drawnAt = Number.NaN;
    void watch.drawn(`policy-${index}`).then(({ at }) => {
      drawnAt = at;
    });
    const prompt = await finished(
      stage.server,
      await send(stage.server, { content, target_session: session }),
      120_000,
    ).catch((error: unknown) => String(error));
    const query = { page: 1, per_page: 1, session, sort: '-id' };
    const asked = (await stage.server.call(interactionEndpoints.listInteractions, { query })).data[0];
    const calledAt = stage.stub.prompts.received().findLast(({ text }) => text === content)?.at;
    const ran = await stat(join(stage.project, `policy-${index}`)).catch(() => null);
    const isAnswered = asked?.subject.includes(`policy-${index}`) && asked.decided_by === 'pattern';
    if (!isAnswered || !asked?.answered_at || calledAt === undefined || !ran) {
      console.log(`NOT ANSWERED ${session} · ${content}:`, JSON.stringify({ prompt, asked }).slice(0, 2000));
      continue;
    }
    policyMs.called.push(Math.round(ran.mtimeMs - calledAt));
    if (!Number.isNaN(drawnAt)) policyMs.drawn.push(Math.round(ran.mtimeMs - drawnAt));
    policyMs.recorded.push(Math.round(ran.mtimeMs - Date.parse(asked.created_at)));
    policyMs.notes.push(asked.note?.split(' (')[0] ?? '');
  }
  await watch.stop();
}

/** p50 / p99 in ms, and of how many. */
function middle(ms: number[]): string {
  return `${percentile(ms, 0.5) ?? '–'} / ${percentile(ms, 0.99) ?? '–'} (${ms.length})`;
}

function printTables(): void {
  const heads = ['prompt', ...results.map(({ label }) => label)];
  const cell = ({ exact, adjusted, failed }: Arrivals) =>
    [exact > 0 && `${exact}`, adjusted > 0 && `${adjusted} + blank`, failed > 0 && `${failed} FAILED`]
      .filter(Boolean)
      .join(', ');
  const rows = prompts.map(({ name }, index) => [
    name,
    ...results.map(({ arrivals }) => cell(arrivals[index] ?? { exact: 0, adjusted: 0, failed: 0 })),
  ]);
  rows.push(['queued → submitted, ms p50 / p99 (n)', ...results.map(({ submitMs }) => middle(submitMs))]);
  const until = (what: string, of: 'called' | 'drawn' | 'recorded') =>
    rows.push([
      `${what} → approved tool runs, ms p50 / p99 (n)`,
      ...results.map(({ policyMs }) => middle(policyMs[of])),
    ]);
  until('model calls', 'called');
  until('dialog drawn', 'drawn');
  until('dialog recorded', 'recorded');
  const byHook = ({ notes }: PolicyTimes) => notes.filter((note) => note.startsWith('hook')).length;
  rows.push(['of those by the hook', ...results.map(({ policyMs }) => `${byHook(policyMs)}`)]);
  console.log(`\n| ${heads.join(' | ')} |\n|${heads.map((_, index) => (index ? '--:' : '---')).join('|')}|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}
