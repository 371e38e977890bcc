import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installCli } from '../real-clis/install-cli.ts';
import { claudeHome } from '../real-clis/scratch-home.ts';
import { anthropicStub } from '../stubs/anthropic-stub.ts';
import { stubAnswer } from '../stubs/script.ts';
import { finished, send } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type AgentDesk, openDesk, worker } from './agent-desk.ts';

/** The newest that was tried; with ARCHITECT_E2E_FULL=1 also an old one and the recorded one. */
const versions = process.env.ARCHITECT_E2E_FULL === '1' ? ['2.0.60', '2.1.197', '2.1.330'] : ['2.1.330'];

describe.each(versions)('permission requests of Claude Code %s', (version) => {
  let desk: AgentDesk;

  beforeAll(async () => {
    const cli = await installCli('claude', version);
    if (!cli) throw new Error(`the registry has no Claude Code ${version}`);
    desk = await openDesk({ cli, provider: 'claude', protocol: anthropicStub(), home: claudeHome });
  });
  afterAll(() => desk.clean());

  /** Resolves when the dialog is pending and its hook waits: the hook may be a moment behind the screen. */
  const ask = async (file: string) => {
    const id = await send(desk.server, { content: `run touch ${file}`, target_session: worker });
    const { id: interaction } = await desk.interaction();
    await until('the hook waits', async () => (await waiting()).length === 1, {
      seen: () => readdir(desk.hookRoot, { recursive: true }),
    });
    return { id, interaction };
  };
  const made = (file: string) => existsSync(join(desk.project, file));
  const isAsking = async () => /Do you want to proceed/.test(await desk.terminal.screen(worker));
  /** Newer versions drop keys that come right after the dialog was drawn. */
  const pressUntilGone = (key: string) =>
    until(
      'the dialog is gone',
      async () => {
        await desk.terminal.press(worker, key);
        return until('it closes', async () => !(await isAsking()), { timeoutMs: 1_000 }).catch(() => false);
      },
      { seen: () => desk.terminal.screen(worker) },
    );
  const waiting = async () =>
    (await readdir(desk.hookRoot, { recursive: true })).filter((name) => name.endsWith('.wait'));

  test('an approval goes through the hook, once', async () => {
    const { id, interaction } = await ask('approved');
    const { note } = await desk.decide(interaction, 'approve');
    expect(note).toMatch(/^hook PermissionRequest answered \('Yes'\)/);
    expect(await finished(desk.server, id)).toMatchObject({
      status: 'completed',
      response: stubAnswer('run touch approved'),
    });
    expect(made('approved')).toBe(true);
    expect(await waiting()).toEqual([]);
    const again = await ask('approved');
    await desk.decide(again.interaction, 'approve');
    await finished(desk.server, again.id);
  });

  test('a refusal through the hook ends the turn as denied', async () => {
    const { id, interaction } = await ask('denied');
    const { note } = await desk.decide(interaction, 'deny');
    expect(note).toMatch(/^hook PermissionRequest answered/);
    expect(await finished(desk.server, id)).toMatchObject({ status: 'failed', error_code: 'DENIED' });
    expect(made('denied')).toBe(false);
  });

  test('the person at the terminal may answer while the hook waits, and the hook is let go', async () => {
    const { id } = await ask('by-person');
    await pressUntilGone('1');
    expect(await finished(desk.server, id)).toMatchObject({ status: 'completed' });
    expect(made('by-person')).toBe(true);
    await until('no hook waits', async () => (await waiting()).length === 0);
  });

  test.each(['approve', 'deny'] as const)(
    'one that comes while a page hides the agent is told of, and takes %s through its hook alone',
    async (action) => {
      await desk.session('is deliverable', ({ deliverable }) => deliverable);
      const file = `behind-${action}`;
      const content = `slow 2s then run touch ${file}`;
      const id = await send(desk.server, { content, target_session: worker });
      await desk.session('works', ({ state }) => state === 'busy');
      await desk.terminal.press(worker, 'C-o');
      // Where the hook comes late, the page itself has told that something waits.
      const asked = await until('the hook has told what is asked', async () => {
        const open = await desk.interaction();
        return open.complete && open;
      });
      expect(await isAsking()).toBe(false);
      expect(asked).toMatchObject({ kind: 'bash', tool: 'Bash', subject: `touch ${file}` });
      const { note } = await desk.decide(asked.id, action);
      expect(note).toMatch(/^hook PermissionRequest answered .* never on the screen/);
      expect(await finished(desk.server, id)).toMatchObject(
        action === 'approve' ? { status: 'completed' } : { status: 'failed', error_code: 'DENIED' },
      );
      expect(made(file)).toBe(action === 'approve');
      await desk.terminal.press(worker, 'C-o');
    },
  );

  test('a hook that the server left waiting is answered after its restart', async () => {
    const { id } = await ask('after-restart');
    await desk.server.kill();
    expect(await desk.terminal.screen(worker)).toContain('Do you want to proceed?');
    await desk.restartServer();
    // The server may take the dialog for a new one once its node has looked.
    const note = await until('an approval is taken', async () => {
      const open = await desk.interaction();
      return (await desk.decide(open.id, 'approve')).note;
    });
    expect(note).toMatch(/^hook PermissionRequest answered/);
    expect(await finished(desk.server, id)).toMatchObject({ status: 'completed' });
  });

  test('without a node the hook does not wait, and the dialog takes the person’s key', async () => {
    await desk.session('is deliverable', ({ deliverable }) => deliverable);
    await desk.server.kill();
    await desk.terminal.paste(worker, 'run touch alone');
    await until('the text is in the box', async () => /touch alone/.test(await desk.terminal.screen(worker)));
    await desk.terminal.press(worker, 'Enter');
    await until('the dialog is drawn', isAsking);
    expect(await waiting()).toEqual([]);
    await pressUntilGone('1');
    await until('the command ran', () => made('alone'));
    await desk.restartServer();
  });
});
