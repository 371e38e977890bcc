import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { type AgentRules, agentRuleEndpoints } from '@architect/contracts/agent-rules';
import { interactionEndpoints } from '@architect/contracts/interactions';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const architect = resolve(import.meta.dirname, '../../bin/architect');

/** All that the product knows of the made-up agent. */
const rules = (program: string) => String.raw`robo:
  launch: ${program}
  processes: [robo]
  version: [robo, --version]
  box:
    prompt: '^robo> (.*)$'
    continued: '^    \| (.*)$'
    top: '^~{10,}$'
  screen:
    - { name: thinking, state: busy, rows: 1, match: '^~ thinking' }
  dialogs:
    - name: command
      kind: bash
      tool: Run
      head: '^Robo wants to run:'
      subject: '^  \$ (.+)$'
      options: numbered
      end: '^\(1 or 2\)'
      approve_once: '^Do it$'
      deny: '^Leave it$'
  conversation: { prompt: '^you: ', answer: '^robo: ' }
`;

let scratch: Scratch;
let server: RunningServer;
let rulesFile: string;
let good: string;
const log = () => readFileSync(`${scratch.directory}/robo.log`, 'utf8').trim().split('\n').map(readJson);
const readJson = (line: string): unknown => JSON.parse(line);

beforeAll(async () => {
  scratch = await createScratch();
  const terminal = createPrivateTmux('robo');
  scratch.defer(() => terminal.end());
  const [bin, dataDir] = [`${scratch.directory}/bin`, `${scratch.directory}/data`];
  await mkdir(bin, { recursive: true });
  await mkdir(dataDir, { recursive: true });
  const program = resolve(import.meta.dirname, 'robo.ts');
  await writeFile(`${bin}/robo`, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(`${bin}/robo`, 0o755);
  rulesFile = `${dataDir}/agents.yaml`;
  good = rules(`${bin}/robo`);
  await writeFile(rulesFile, good);
  server = await startServer({ dataDir, socket: terminal.socket, env: { HOME: scratch.directory } });
  scratch.defer(() => server.stop());
});
afterAll(() => scratch.clean());

/** As editors do it: a new file takes the place of the old one. */
async function saveRules(text: string): Promise<void> {
  await writeFile(`${rulesFile}.new`, text);
  await rename(`${rulesFile}.new`, rulesFile);
}

async function explain() {
  const reply = await server.call(sessionEndpoints.explainTmuxSession, { params: { name: 'robo' } });
  return reply.data;
}

async function fileStatus(status: AgentRules['status']): Promise<AgentRules> {
  const read = async () => (await server.call(agentRuleEndpoints.listAgentRules, {})).data[0];
  return until(`the rules are ${status}`, async () => ((await read())?.status === status ? read() : false), {
    timeoutMs: 20_000,
    seen: read,
  });
}

test('an agent known from a file alone is started, recognised and ready', async () => {
  const body = {
    name: 'robo',
    provider: 'robo',
    working_dir: scratch.directory,
    env: { ROBO_LOG: `${scratch.directory}/robo.log`, PATH: `${scratch.directory}/bin:${process.env.PATH}` },
  };
  await server.call(sessionEndpoints.createTmuxSession, { body });
  const session = await sessionWhere(server, 'robo', 'is idle', (one) => one.state === 'idle');
  expect(session).toMatchObject({ provider: 'robo', deliverable: true });
  const known = await sessionWhere(server, 'robo', 'has a version', (one) => one.agent_version !== null);
  expect(known.agent_version).toBe('2.5.0');
  expect(await explain()).toMatchObject({
    decided_by: { rule: 'robo.screen.empty-box' },
    rule_origin: { source: rulesFile, line: 5, versions: null },
  });
});

test('it gets prompts byte-exact, and its own answer is stored', async () => {
  const text = 'two lines,\nquotes " \' and a semicolon;';
  const prompt = await finished(server, await send(server, { content: text, target_provider: 'robo' }));
  expect(prompt).toMatchObject({ status: 'completed', response: `heard ${text.length} characters` });
  expect(log()).toEqual([text]);
});

test('its question is approved through the API, and the turn completes', async () => {
  const id = await send(server, { content: 'run make all', target_session: 'robo' });
  const asked = await until('the question is an interaction', async () => {
    const { data } = await server.call(interactionEndpoints.listInteractions, {
      query: { status: 'pending' },
    });
    return data[0];
  });
  expect(asked).toMatchObject({
    session: 'robo',
    provider: 'robo',
    kind: 'bash',
    tool: 'Run',
    subject: 'make all',
  });
  await server.call(interactionEndpoints.handleInteraction, {
    params: { id: asked.id },
    body: { action: 'approve' },
  });
  expect(await finished(server, id)).toMatchObject({ status: 'completed', response: 'ran make all' });
});

test('an edited file counts while the server runs; a broken one changes nothing and says why', async () => {
  const edited = good.replace(
    '  screen:\n',
    "  screen:\n    - { name: ready-line, state: busy, versions: '>=2.0.0 <3.0.0', match: '^Robo is ready' }\n",
  );
  await saveRules(edited);
  await sessionWhere(server, 'robo', 'is busy by the new rule', (one) => one.state === 'busy');
  expect(await explain()).toMatchObject({
    decided_by: { rule: 'robo.screen.ready-line' },
    rule_origin: { source: rulesFile, line: 10, versions: '>=2.0.0 <3.0.0' },
  });
  const id = await send(server, { content: 'later', target_session: 'robo' });

  await saveRules(edited.replace('state: busy, versions', 'state: buzy, versions'));
  const broken = await fileStatus('broken');
  expect(broken.faults).toEqual([
    {
      line: 10,
      key: 'robo.screen[0].state',
      message: expect.stringContaining('takes one of starting, idle, busy'),
    },
  ]);
  expect(broken.agents.find((agent) => agent.provider === 'robo')?.rules.map(({ rule }) => rule)).toContain(
    'robo.screen.ready-line',
  );
  expect(await explain()).toMatchObject({ session: { state: 'busy' } });
  expect(await getPrompt(server, id)).toMatchObject({ status: 'pending' });
  expect(server.output()).toMatch(/line 10, robo\.screen\[0\]\.state: takes one of/);
  const env = {
    PATH: process.env.PATH,
    HOME: scratch.directory,
    ARCHITECT_DATA_DIR: `${scratch.directory}/data`,
  };
  const listed = await run(architect, ['agents', 'rules'], { env }).catch((error: unknown) => error);
  expect(listed).toMatchObject({ code: 1, stderr: expect.stringContaining('line 10: robo.screen[0].state') });
  const { stdout } = await run(architect, ['doctor', '--json'], { env }).catch((error) => error);
  expect(stdout).toContain('line 10, robo.screen[0].state');

  await saveRules(good);
  await fileStatus('loaded');
  expect(await finished(server, id)).toMatchObject({ status: 'completed' });
});

test('a file that is removed leaves no agent, and nothing is typed into its program', async () => {
  await saveRules('# nothing\n');
  await sessionWhere(server, 'robo', 'runs no known agent', (one) => one.provider === 'unknown');
  const id = await send(server, { content: 'never', target_session: 'robo' });
  await until('the prompt says why it waits', async () =>
    /no known agent/.test((await getPrompt(server, id)).waiting_reason ?? ''),
  );
  expect(log()).not.toContain('never');
});
