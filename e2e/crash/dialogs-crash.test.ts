import { accountEndpoints } from '@architect/contracts/accounts';
import { interactionEndpoints } from '@architect/contracts/interactions';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { systemEndpoints } from '@architect/contracts/system';
import { expect, test } from 'vitest';
import { startFarNode } from '../chaos/start-far-node.ts';
import { createFakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { finished, getPrompt, send } from '../support/prompts.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';

/** A server and a node of another machine, one agent each; `crash` kills both with SIGKILL, `start` starts both again. */
async function createTwoMachines({ directory, defer }: Scratch) {
  const terminals = { near: createPrivateTmux('near'), far: createPrivateTmux('far') };
  for (const terminal of Object.values(terminals)) defer(() => terminal.end());
  const startHere = (port?: number) =>
    startServer({
      dataDir: `${directory}/data`,
      socket: terminals.near.socket,
      port,
      env: { HOME: directory },
    });
  let server = await startHere();
  const { key } = await server.call(accountEndpoints.createKey, {
    body: { name: 'node:far', role: 'operator' },
  });
  const startFar = () =>
    startFarNode({
      ...{ dashboard: server.url, key, home: directory },
      ...{ dataDir: `${directory}/far`, socket: terminals.far.socket },
    });
  let far = startFar();
  defer(() => Promise.all([server.kill(), far.kill('SIGKILL')]));
  return {
    terminals,
    server: () => server,
    crash: () => Promise.all([server.kill(), far.kill('SIGKILL')]),
    async start() {
      server = await startHere(server.port);
      far = startFar();
    },
  };
}

test('a dialog that opens while server and node are dead is listed when they are back, once, and stays so', async () => {
  const scratch = await createScratch();
  try {
    const { directory } = scratch;
    const { terminals, server, crash, start } = await createTwoMachines(scratch);
    const agents = await createFakeAgents(directory);
    const names = ['near', 'far'] as const;
    const pending = async () => {
      const query = { page: 1, per_page: 50, status: 'pending' };
      const { data } = await server().call(interactionEndpoints.listInteractions, { query });
      return data
        .map(({ id, subject }) => ({ id, subject }))
        .sort((a, b) => (a.subject < b.subject ? 1 : -1));
    };
    const bothListed = () =>
      until('both dialogs are listed', async () => {
        const rows = await pending();
        return rows.length >= 2 && rows;
      });
    for (const name of names) {
      const body = {
        name,
        command: agents.command(name),
        provider: 'claude' as const,
        working_dir: directory,
      };
      const place = { env: { HOME: directory }, ...(name === 'far' ? { node: 'far' } : {}) };
      await until(`agent ${name} is there`, () =>
        server().call(sessionEndpoints.createTmuxSession, { body: { ...body, ...place } }),
      );
    }
    const ids = await Promise.all(
      names.map((name) =>
        send(server(), { content: `#${name} [work 1500][ask rm -rf ${name}]`, target_session: name }),
      ),
    );
    for (const id of ids)
      await until('it works', async () => (await getPrompt(server(), id)).status === 'in_progress');
    await crash();
    for (const name of names)
      await until('the dialog is open', async () => /proceed\?/.test(await terminals[name].screen(name)));

    await start();
    const health = await server().call(systemEndpoints.getHealth, {});
    expect(health).toMatchObject({ status: 'healthy', tmux: 'up' });
    expect(health.tmux_sessions).toBeGreaterThan(0);
    const listed = await bothListed();
    expect(listed.map(({ subject }) => subject)).toEqual(['rm -rf near', 'rm -rf far']);

    await crash();
    await start();
    expect(await bothListed()).toEqual(listed);
    for (const { id } of listed)
      await until('it is answered', () =>
        server().call(interactionEndpoints.handleInteraction, {
          params: { id },
          body: { action: 'approve' },
        }),
      );
    for (const id of ids) expect((await finished(server(), id)).status).toBe('completed');
    for (const name of names)
      expect(agents.log(name).filter(({ kind }) => kind === 'dialog')).toHaveLength(1);
  } finally {
    await scratch.clean();
  }
});
