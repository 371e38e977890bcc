import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installCli } from '../real-clis/install-cli.ts';
import { codexHome } from '../real-clis/scratch-home.ts';
import { openaiStub } from '../stubs/openai-stub.ts';
import { stubAnswer } from '../stubs/script.ts';
import { finished, send } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type AgentDesk, openDesk, worker } from './agent-desk.ts';

describe('hooks of Codex 0.169.0 in a session of ours', () => {
  let desk: AgentDesk;

  beforeAll(async () => {
    const cli = await installCli('codex', '0.169.0');
    if (!cli) throw new Error('the registry has no Codex 0.169.0');
    desk = await openDesk({ cli, provider: 'codex', protocol: openaiStub(), home: codexHome });
  });
  afterAll(() => desk.clean());

  const hookEvents = async () => {
    const files = (await readdir(desk.hookRoot, { recursive: true })).filter((name) =>
      /\/\d+-.*\.json$/.test(name),
    );
    const texts = await Promise.all(files.sort().map((name) => readFile(join(desk.hookRoot, name), 'utf8')));
    return texts.map((text) => JSON.parse(text).hook_event_name);
  };
  const ask = (content: string) => send(desk.server, { content, target_session: worker });
  const receipts = async (id: number) => (await finished(desk.server, id)).receipts;

  test('run without a review by the person, and prove the prompt and its end', async () => {
    const steps = await receipts(await ask('hello there'));
    expect(steps.at(-1)).toMatchObject({ step: 'ended', evidence: 'hook: the turn ended' });
    expect(await hookEvents()).toEqual(['SessionStart', 'UserPromptSubmit', 'Stop']);
    expect(await desk.terminal.screen(worker)).not.toMatch(/hooks? need/i);
  });

  test('tell the whole command of a permission request', async () => {
    const command = `npm --version > ${'long-'.repeat(60)}name.txt`;
    const id = await ask(`run ${command}`);
    const asked = await desk.interaction();
    expect(asked.subject).toBe(command);
    await desk.decide(asked.id, 'approve');
    expect(await finished(desk.server, id)).toMatchObject({
      status: 'completed',
      response: stubAnswer(`run ${command}`),
    });
  });

  test('and their health are explained', async () => {
    const explain = async () => {
      const params = { params: { name: worker } };
      return (await desk.server.call(sessionEndpoints.explainTmuxSession, params)).data.sources;
    };
    // A turn is counted when its hook would be late.
    const sources = await until('turns are counted', async () => {
      const found = await explain();
      return found.some(({ note }) => /0 of \d+ turns came without a hook/.test(note)) && found;
    });
    expect(sources.find(({ source }) => source === 'hook')?.trusted).toBe(true);
    expect(sources.find(({ source }) => source === 'osc')).toMatchObject({ trusted: true, note: '' });
  });
});
