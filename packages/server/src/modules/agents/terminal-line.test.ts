import { terminalLineEndpoints } from '@architect/contracts/terminal-lines';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';

const { runTerminalLine } = terminalLineEndpoints;

async function start() {
  const link = createFakeLink();
  link.setSession({ name: 'web', state: 'busy' });
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  const run = (line: string, key?: string) =>
    server.local.request(runTerminalLine, {
      body: { line, ...(key === undefined ? {} : { idempotency_key: key }) },
    });
  return { server, link, run };
}

it.each([
  ['sta: fix the login bug', { content: 'fix the login bug', priority: 0 }],
  ['os:5: urgent', { content: 'urgent', priority: 5 }],
  ['os:codex:7: fix', { content: 'fix', priority: 7, target_provider: 'codex' }],
  ['os:@web: two\nlines', { content: 'two\nlines', target_session: 'web' }],
])('queues %j', async (line, expected) => {
  const { run } = await start();
  const reply = await run(line);
  expect(reply.status, reply.text).toBe(201);
  expect(reply.body.data).toMatchObject({ kind: 'prompt', prompt: { ...expected, source: 'terminal' } });
});

it('knows the agents that people have defined on a node', async () => {
  const { link, run } = await start();
  const origin = { source: '/data/agents.yaml', line: 1, versions: null };
  const acme = { provider: 'acme', origin, launchable: true, rules: [] };
  link.handle('rules', () => ({
    file: '/data/agents.yaml',
    status: 'loaded',
    loaded_at: null,
    faults: [],
    agents: [acme],
  }));
  const reply = await run('os:acme:7: fix');
  expect(reply.body.data).toMatchObject({
    prompt: { content: 'fix', priority: 7, target_provider: 'acme' },
  });
});

it('queues once under one key', async () => {
  const { run } = await start();
  const [first, second] = [await run('os: once', 'k'), await run('os: once', 'k')];
  expect(second.body.data).toMatchObject({ kind: 'prompt', duplicate: true });
  expect((second.body.data as { prompt?: object }).prompt).toMatchObject({
    id: (first.body.data as { prompt: { id: number } }).prompt.id,
  });
});

it('answers questions from live data alone', async () => {
  const { link, run } = await start();
  link.setSession({ name: 'api', state: 'blocked', dialog: aDialog() });
  const fingerprint = { session: 'api', dialog: aDialog(), screen: '', at: new Date().toISOString() };
  link.emit('dialog.opened', fingerprint);
  const linesOf = async (line: string) => {
    const { data } = (await run(line)).body;
    return data.kind === 'answer' ? data.lines.join('\n') : '';
  };
  await expect.poll(() => linesOf('msto: which agents wait for me?')).toMatch(/asks #1: api: npm test/);
  const waiting = await linesOf('msto: which agents wait for me?');
  expect(waiting).toContain('blocked: api blocked');
  expect(waiting).not.toContain('working: web');
  expect(await linesOf('msto: web')).toMatch(/^web busy for /);
  await run('os:@web: later');
  expect(await linesOf('prompts')).toMatch(/1 pending[\s\S]*session web is busy[\s\S]*#1 for \d+s: later/);
  expect(await linesOf('sessions')).toContain('agents: 2');
});

it.each([
  ['  ', 'empty'],
  ['os:', 'empty'],
  ['os:11: x', '0 to 10'],
  ['os:cluade: x', '"cluade" is no'],
  ['delete everything', '"delete" is no word that is known here'],
])('refuses %j with what is wrong', async (line, words) => {
  const { run } = await start();
  const reply = await run(line);
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(words)]);
});

it('is for operators', async () => {
  const { server } = await start();
  const viewer = await server.signIn('viewer');
  expect((await server.request(runTerminalLine, { body: { line: 'os: x' } })).status).toBe(401);
  expect((await viewer.request(runTerminalLine, { body: { line: 'os: x' } })).status).toBe(403);
});
