import { interactionEndpoints } from '@architect/contracts/interactions';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../fake-agent/turns.ts';
import { createFakeAgents, type FakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { attachPerson } from './attached-person.ts';

let scratch: Scratch;
let terminal: PrivateTmux;
let agents: FakeAgents;
let server: RunningServer;

beforeAll(async () => {
  scratch = await createScratch();
  terminal = createPrivateTmux('person');
  scratch.defer(() => terminal.end());
  agents = await createFakeAgents(scratch.directory);
  const dataDir = `${scratch.directory}/data`;
  server = await startServer({ dataDir, socket: terminal.socket, env: { HOME: scratch.directory } });
  scratch.defer(() => server.stop());
});
afterAll(() => scratch.clean());

/** A session with an agent that the product started, ready for a prompt unless something is in its way. */
async function createAgent(name: string, ...flags: string[]): Promise<void> {
  const body = {
    name,
    provider: 'claude' as const,
    working_dir: scratch.directory,
    command: agents.command(name, ...flags),
    env: { HOME: scratch.directory },
  };
  await server.call(sessionEndpoints.createTmuxSession, { body });
  await sessionWhere(server, name, 'is idle', (session) => session.state === 'idle');
}

/** The prompt waits with this reason, and no agent has got it. */
async function waitsBecause(id: number, reason: RegExp): Promise<void> {
  const prompt = await until(
    `prompt ${id} waits because of ${reason}`,
    async () => {
      const found = await getPrompt(server, id);
      return found.status === 'pending' && reason.test(found.waiting_reason ?? '') && found;
    },
    { seen: () => getPrompt(server, id) },
  );
  expect(agents.timesReceived(prompt.content)).toBe(0);
}

/** The prompt went through, once, and its answer is its own. */
async function completesOnce(id: number): Promise<void> {
  const prompt = await finished(server, id);
  expect(prompt).toMatchObject({ status: 'completed', response: answerTo(prompt.content) });
  expect(agents.timesReceived(prompt.content)).toBe(1);
}

test('a typed draft is left alone until the person has dealt with it', async () => {
  await createAgent('draft', '--draft', 'half a thought');
  const id = await send(server, { content: 'after the draft', target_session: 'draft' });
  await waitsBecause(id, /draft/);
  expect(await terminal.screen('draft')).toMatch(/^❯\u00a0half a thought$/m);
  await terminal.press('draft', 'C-u');
  await completesOnce(id);
});

test('a draft that the person sends is theirs; the prompt follows it', async () => {
  await createAgent('sends', '--draft', 'their own message');
  const id = await send(server, { content: 'after their message', target_session: 'sends' });
  await waitsBecause(id, /draft/);
  await terminal.press('sends', 'Enter');
  await completesOnce(id);
  expect(agents.promptsOf('sends')).toEqual(['their own message', 'after their message']);
});

test('copy mode', async () => {
  await createAgent('copy');
  await terminal.tmux('copy-mode', '-t', '=copy:');
  const id = await send(server, { content: 'after copy mode', target_session: 'copy' });
  await waitsBecause(id, /copy mode|in a mode/);
  await terminal.tmux('send-keys', '-t', '=copy:', '-X', 'cancel');
  await completesOnce(id);
});

test('a person at the keyboard of an attached terminal', async () => {
  await createAgent('typing');
  const person = await attachPerson(terminal, 'typing');
  // A letter and its deletion: the box is empty most of the time, only the keystrokes tell.
  const typing = setInterval(() => person.keys('x\x7f'), 200);
  try {
    const id = await send(server, { content: 'after the typing', target_session: 'typing' });
    await waitsBecause(id, /person|draft/);
    clearInterval(typing);
    await completesOnce(id);
  } finally {
    clearInterval(typing);
    await person.leave();
  }
});

test('a dialog that opens between the paste and Enter is never answered by our Enter', async () => {
  await createAgent('dialog');
  const content = 'deploy it [dialog-on-paste rm -rf build]';
  const id = await send(server, { content, target_session: 'dialog' });
  await sessionWhere(server, 'dialog', 'is blocked', (session) => session.state === 'blocked');
  const pending = await until('the dialog is an interaction', async () => {
    const query = { page: 1, per_page: 20, session: 'dialog', status: 'pending' };
    return (await server.call(interactionEndpoints.listInteractions, { query })).data[0];
  });
  expect(pending).toMatchObject({ kind: 'bash', subject: 'rm -rf build' });
  expect(agents.log('dialog')).toEqual([]);
  await server.call(interactionEndpoints.handleInteraction, {
    params: { id: pending.id },
    body: { action: 'deny' },
  });
  await completesOnce(id);
  expect(agents.log('dialog').map((entry) => entry.kind)).toEqual(['dialog', 'prompt', 'ended']);
  expect(agents.log('dialog')[0]).toMatchObject({ decision: 'no' });
});

test('a session that is killed while its prompt waits: the prompt waits for one of that name', async () => {
  await createAgent('killed', '--draft', 'in the way');
  const id = await send(server, { content: 'for the next one', target_session: 'killed' });
  await waitsBecause(id, /draft/);
  await terminal.tmux('kill-session', '-t', '=killed');
  await waitsBecause(id, /no session 'killed'|does not exist|exists/);
  await createAgent('killed');
  await completesOnce(id);
});

test('a session killed in the middle of a turn ends its prompt as gone, and nothing is repeated', async () => {
  await createAgent('dies');
  const id = await send(server, { content: 'never ends [work 60000]', target_session: 'dies' });
  await until('the prompt is running', async () => (await getPrompt(server, id)).status === 'in_progress');
  await terminal.tmux('kill-session', '-t', '=dies');
  expect(await finished(server, id)).toMatchObject({
    status: 'failed',
    error_code: expect.stringMatching(/SESSION_GONE|AGENT_EXITED/),
  });
  expect(agents.timesReceived('never ends [work 60000]')).toBe(1);
});

test('a session renamed while its prompt waits, and one renamed in the middle of a turn', async () => {
  await createAgent('before', '--draft', 'in the way');
  const waiting = await send(server, { content: 'target is a lock', target_session: 'before' });
  await waitsBecause(waiting, /draft/);
  await terminal.tmux('rename-session', '-t', '=before', 'after');
  await waitsBecause(waiting, /no session 'before'|does not exist|exists/);
  await terminal.press('after', 'C-u');
  const running = await send(server, { content: 'renamed meanwhile [work 1500]', target_session: 'after' });
  await until('it runs', async () => (await getPrompt(server, running)).status === 'in_progress');
  await terminal.tmux('rename-session', '-t', '=after', 'before');
  await completesOnce(running);
  await completesOnce(waiting);
});

test('an agent that left its shell behind: nothing is typed into the shell', async () => {
  const agent = agents.command('shell').replace(/^exec /, '');
  await terminal.start('shell', 'PS1="$ " exec bash --norc --noprofile', {
    env: { HOME: scratch.directory },
  });
  await terminal.type('shell', agent);
  await terminal.press('shell', 'Enter');
  await sessionWhere(server, 'shell', 'is idle', (session) => session.state === 'idle');
  await terminal.type('shell', '/exit');
  await terminal.press('shell', 'Enter');
  await sessionWhere(server, 'shell', 'is a shell', (session) => session.state === 'shell');
  const id = await send(server, { content: 'touch never-typed', target_session: 'shell' });
  await waitsBecause(id, /shell/);
  expect(await terminal.screen('shell')).not.toContain('never-typed');
  await terminal.type('shell', agent);
  await terminal.press('shell', 'Enter');
  await completesOnce(id);
});
