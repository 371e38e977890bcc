import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { expect, test } from 'vitest';
import { installCli } from '../real-clis/install-cli.ts';
import { claudeHome } from '../real-clis/scratch-home.ts';
import { anthropicStub } from '../stubs/anthropic-stub.ts';
import { stubAnswer } from '../stubs/script.ts';
import { startStub } from '../stubs/start-stub.ts';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { finished, send, sessionWhere } from '../support/prompts.ts';
import { createScratch } from '../support/scratch.ts';
import { startServer } from '../support/start-server.ts';

const architect = resolve(import.meta.dirname, '../../bin/architect');

test('installed hooks tell of a session that a person started, and are gone without a trace', async () => {
  const cli = await installCli('claude', '2.1.330');
  if (!cli) throw new Error('the registry has no Claude Code 2.1.330');
  const scratch = await createScratch();
  const terminal = createPrivateTmux('hand');
  scratch.defer(() => terminal.end());
  const stub = await startStub(anthropicStub());
  scratch.defer(() => stub.close());
  const dataDir = `${scratch.directory}/data`;
  const { env, project, home } = await claudeHome({
    directory: scratch.directory,
    binDir: cli.binDir,
    stubUrl: stub.url,
  });
  const hooks = (verb: string) =>
    promisify(execFile)(architect, ['hooks', verb, '--agent', 'claude'], {
      env: { ...process.env, HOME: home, ARCHITECT_DATA_DIR: dataDir },
    });
  const settings = join(home, '.claude', 'settings.json');
  const before = await readFile(settings, 'utf8');
  await hooks('install');
  const server = await startServer({ dataDir, socket: terminal.socket });
  scratch.defer(() => server.stop());

  await terminal.start('mine', 'bash --norc', { env, cwd: project });
  await sessionWhere(server, 'mine', 'is seen', ({ state }) => state === 'shell');
  await terminal.type('mine', `${cli.binDir}/claude`);
  await terminal.press('mine', 'Enter');
  await sessionWhere(server, 'mine', 'is deliverable', ({ deliverable }) => deliverable, 60_000);
  const id = await send(server, { content: 'hello by hand', target_session: 'mine' });
  const prompt = await finished(server, id);
  expect(prompt).toMatchObject({ status: 'completed', response: stubAnswer('hello by hand') });
  expect(prompt.receipts.at(-1)).toMatchObject({ evidence: 'hook: the turn ended' });
  const { data } = await server.call(sessionEndpoints.explainTmuxSession, { params: { name: 'mine' } });
  expect(data.sources.find(({ source }) => source === 'hook')?.note).toMatch(/^3 events/);
  expect(data.session.managed).toBe(false);
  expect((await hooks('status')).stdout).toMatch(/claude\s+installed/);

  await hooks('remove');
  expect(await readFile(settings, 'utf8')).toBe(before);
  await scratch.clean();
});
