import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AutopilotRunDetail } from '@architect/contracts/autopilot';
import { autopilotEndpoints as pilot } from '@architect/contracts/autopilot-endpoints';
import { bugEndpoints } from '@architect/contracts/bugs';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { projectEndpoints } from '@architect/contracts/projects';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { expect, onTestFinished, test } from 'vitest';
import { createFakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { allPrompts, sessionWhere } from '../support/prompts.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';

const kills = process.env.ARCHITECT_E2E_FULL ? 6 : 3;
/** For machines that do much else. */
const patience = { timeoutMs: 90_000 };
const phases = ['planning', 'implementing', 'testing'];

test('from an error to accepted work, while the server is killed whenever a phase has ended', async () => {
  const stage = await startStage();
  const { repository, agents } = stage;
  const { call } = stage.server();
  const project = { name: 'Shop', source_path: repository };
  const project_id = (await call(projectEndpoints.createProject, { body: project })).data.id;
  const report = { project_id, error_type: 'Error', message: 'no price', source: 'shop' };
  for (let n = 0; n < 5; n += 1) await call(errorGroupEndpoints.reportError, { body: report });
  await call(bugEndpoints.createBug, { body: { project_id, title: 'The cart is empty', severity: 'high' } });
  await call(pilot.configureAutopilot, {
    params: { id: project_id },
    body: {
      mode: 'fix_forward',
      goal: 'No errors in the shop. [work 300][answer RESULT: passed]',
      constraints: { test_command: 'pwd' },
      budget: { prompts_at_a_time: 2 },
    },
  });
  const proposed = await until(
    'both are proposed',
    async () => {
      const { ready_for_approval: all } = (await call(pilot.readAutopilotQueue, { query: {} })).data;
      return all.length === 2 && all;
    },
    patience,
  );
  expect(agents.log()).toEqual([]);
  const runs: number[] = [];
  for (const { id } of proposed)
    runs.push((await call(pilot.approveAutopilotMilestone, { params: { id } })).run_id ?? 0);
  const read = (id: number): Promise<AutopilotRunDetail> =>
    stage
      .server()
      .call(pilot.getAutopilotRun, { params: { id } })
      .then(({ data }) => data);
  const ended = async () =>
    (await Promise.all(runs.map(read))).flatMap(({ steps }) => steps.filter((one) => one.outcome !== null));

  for (let seen = 0, kill = 0; kill < kills; kill += 1) {
    seen = await until(
      'another phase ends',
      async () => {
        const { length } = await ended();
        return length > seen && length;
      },
      { ...patience, everyMs: 10 },
    );
    // At this moment the next phase is decided and its prompt queued.
    await stage.killAndStart();
    if (kill === 0) commit(repository, `autopilot/${proposed[0]?.id}`);
  }
  for (const id of runs)
    await until(`run ${id} is complete`, () => isComplete(stage.server(), id), {
      ...patience,
      seen: () => read(id),
    });

  // Each prompt belongs to one phase, and each agent got each of them once.
  const prompts = (await allPrompts(stage.server())).filter(({ source }) => source === 'autopilot');
  const steps = (await Promise.all(runs.map(read))).flatMap((run) => run.steps);
  expect(prompts.map(({ id }) => id).sort()).toEqual(steps.map(({ prompt_id }) => prompt_id).sort());
  for (const { content, status } of prompts) {
    const times = agents.promptsOf().filter((text) => text.trim() === content.trim()).length;
    expect([content.slice(0, 80), times]).toEqual([
      content.slice(0, 80),
      status === 'completed' ? 1 : times && 1,
    ]);
  }
  for (const id of runs) {
    const { steps: all, session } = await read(id);
    const done = all.filter(({ verdict }) => verdict === 'passed');
    expect(done.map(({ phase }) => phase)).toEqual(phases);
    const directory = session === 'local:shop' ? repository : join(repository, 'web');
    expect(done.at(-1)?.test_run).toMatchObject({ exit_code: 0, tail: directory });
  }
  await judgeEvidence(stage.server(), proposed[0]?.id ?? 0);
}, 400_000);

async function judgeEvidence({ call }: RunningServer, id: number): Promise<void> {
  const params = { id };
  const { evidence, status } = (await call(pilot.getAutopilotMilestone, { params })).data;
  expect([status, evidence?.tests, evidence?.commits_note]).toEqual(['validation', 'passed', null]);
  expect(evidence?.commits).toMatchObject([
    { author: 'Ada', subject: 'Mend the cart', branch: `autopilot/${id}`, files: ['cart.js'] },
  ]);
  const accepted = (await call(pilot.approveAutopilotMilestone, { params })).data;
  expect(accepted.status).toBe('accepted');
  const { kind, id: recordId } = accepted.scope[0] ?? {};
  expect(kind).toBe('error');
  const error = await call(errorGroupEndpoints.getError, { params: { id: recordId ?? 0 } });
  expect(error.data.status).toBe('resolved');
}

/** A delivery of which nobody can tell what became is a person's question: it is never repeated by itself. */
async function isComplete({ call }: RunningServer, id: number): Promise<boolean> {
  const params = { id };
  const { status, blocked_because: why } = (await call(pilot.getAutopilotRun, { params })).data;
  if (status !== 'blocked') return status === 'complete';
  expect(why).toContain('DELIVERY_UNCONFIRMED');
  await call(pilot.resumeAutopilotRun, { params });
  return false;
}

/** A server whose agents work in a repository and below it. */
async function startStage() {
  const scratch = await createScratch('architect-autopilot-');
  onTestFinished(() => scratch.clean());
  const { directory } = scratch;
  const tmux = createPrivateTmux('autopilot');
  scratch.defer(() => tmux.end());
  const agents = await createFakeAgents(directory);
  const repository = join(directory, 'shop');
  await mkdir(join(repository, 'web'), { recursive: true });
  await writeFile(join(repository, 'cart.js'), 'one\n');
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'add', '.');
  git(repository, 'commit', '-q', '-m', 'Begin', '--date', '2026-01-01T00:00:00Z');
  const settings = {
    ...{ dataDir: join(directory, 'data'), socket: tmux.socket, env: { HOME: directory } },
    startTimeoutMs: 120_000,
  };
  let server = await startServer(settings);
  scratch.defer(() => server.stop());
  for (const [name, working_dir] of [
    ['shop', repository],
    ['shop-web', join(repository, 'web')],
  ] as const) {
    const command = agents.command(name);
    const body = { name, provider: 'claude' as const, working_dir, command, env: { HOME: directory } };
    await server.call(sessionEndpoints.createTmuxSession, { body });
    await sessionWhere(server, name, 'is idle', ({ state }) => state === 'idle');
  }
  return {
    repository,
    agents,
    server: () => server,
    async killAndStart() {
      const { port } = server;
      await server.kill();
      server = await startServer({ ...settings, port });
    },
  };
}

function commit(repository: string, branch: string): void {
  git(repository, 'switch', '-q', '-c', branch);
  execFileSync('sh', ['-c', 'echo two > cart.js'], { cwd: repository });
  git(repository, 'commit', '-q', '-a', '-m', 'Mend the cart');
}

function git(repository: string, ...words: string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  const env = {
    PATH: process.env.PATH,
    GIT_COMMITTER_DATE: words[1] === '-q' && words.includes('Begin') ? '2026-01-01T00:00:00Z' : undefined,
  };
  execFileSync('git', ['-C', repository, ...who, ...words], { env });
}
