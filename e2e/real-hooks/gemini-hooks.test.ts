import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installCli } from '../real-clis/install-cli.ts';
import { geminiHome } from '../real-clis/scratch-home.ts';
import { geminiStub } from '../stubs/gemini-stub.ts';
import { stubAnswer } from '../stubs/script.ts';
import { finished, send } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type AgentDesk, openDesk, worker } from './agent-desk.ts';

/** Newer versions read settings of a session only below directories that root alone can write; they need a full run. */
const versions =
  process.env.ARCHITECT_E2E_FULL === '1' && process.getuid?.() === 0 ? ['0.30.0', '0.61.0'] : ['0.30.0'];

describe.each(versions)('hooks of Gemini CLI %s in a session of ours', (version) => {
  let desk: AgentDesk;

  beforeAll(async () => {
    const cli = await installCli('gemini', version);
    if (!cli) throw new Error(`the registry has no Gemini CLI ${version}`);
    const below = join(homedir(), '.cache', 'architect-e2e', 'desks');
    await mkdir(below, { recursive: true });
    desk = await openDesk({ cli, provider: 'gemini', protocol: geminiStub(), home: geminiHome, below });
  });
  afterAll(() => desk.clean());

  const ask = (content: string) => send(desk.server, { content, target_session: worker });

  test('tell of a prompt, whose answer is as the agent gave it', async () => {
    const done = await finished(desk.server, await ask('hello there'));
    expect(done).toMatchObject({ status: 'completed', response: stubAnswer('hello there') });
    // The screen may prove it before the hook has started: it is heard all the same.
    await until('the hooks of the turn are heard', async () => {
      const params = { params: { name: worker } };
      const { sources } = (await desk.server.call(sessionEndpoints.explainTmuxSession, params)).data;
      return sources.some(({ source, note }) => source === 'hook' && /^[1-9]\d* events/.test(note));
    });
  });

  test('do not take an Esc for the end of a turn that went well', async () => {
    const id = await ask('slow 20s then say never');
    await desk.session('works', ({ state }) => state === 'busy');
    await until('the agent shows that it works', async () =>
      /esc to cancel/i.test(await desk.terminal.screen(worker)),
    );
    await desk.terminal.press(worker, 'Escape');
    expect(await finished(desk.server, id)).toMatchObject({ status: 'failed', error_code: 'INTERRUPTED' });
  });

  test('do not take an API error for an answer', async () => {
    const id = await ask('fail 401');
    expect(await finished(desk.server, id)).toMatchObject({ status: 'failed', error_code: 'AGENT_ERROR' });
  });
});
