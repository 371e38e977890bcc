import { execFileSync } from 'node:child_process';
import { termiusEndpoints } from '@architect/contracts/termius';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { createFakeLink } from '../nodes/fake-link.ts';

const { previewTermius, exportTermius } = termiusEndpoints;
const host = { hostname: 'forge', address: '10.0.0.7', username: 'ada' };

async function start() {
  const link = createFakeLink();
  link.setSession({ name: "it's; reboot", state: 'idle' });
  // Nobody can attach to what has no terminal.
  link.setSession({ name: 'unseen', mode: 'headless' });
  const sessions = [link.session("it's; reboot"), link.session('unseen')];
  link.handle('list', () => ({ sessions, tmux: 'up', tmux_version: '3.3a', host }));
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  return { server, link };
}

it('exports hosts without a credential, and a command for each session when all is wanted', async () => {
  const { server } = await start();
  const basic = await server.local.request('/api/termius/export');
  expect(basic.body).toMatchObject({
    version: 2,
    groups: [{ label: 'Architect Cluster' }],
    hosts: [{ label: 'forge', address: '10.0.0.7', port: 22, username: 'ada', tags: ['dashboard', 'up'] }],
    keys: [],
  });
  expect(basic.headers.get('content-type')).toMatch(/^application\/json/);
  expect(basic.headers.get('content-disposition')).toBeNull();
  const full = await server.local.request('/api/termius/export?mode=full&format=download');
  expect(full.headers.get('content-disposition')).toMatch(
    /filename="termius_architect_full_\d{8}_\d{6}\.json"/,
  );
  const { snippets } = full.body as { snippets: { id: string; command: string }[] };
  expect(snippets).toHaveLength(4);
  // The shell gets one word after -t, whatever the session is called.
  const command = snippets.at(-1)?.command ?? '';
  const words = execFileSync('sh', ['-c', command.replace(/^tmux/, "printf '%s\\n'")], { encoding: 'utf8' });
  expect(words.trimEnd().split('\n')).toEqual(['attach-session', '-t', "=it's; reboot"]);
});

it('says which nodes tell nothing', async () => {
  const { server, link } = await start();
  const preview = async () => (await server.local.request(previewTermius)).body.data;
  expect(await preview()).toMatchObject({ total_hosts: 1, total_sessions: 1, left_out: [] });
  link.handle('list', () => ({ sessions: [], tmux: 'up', tmux_version: '3.3a' }));
  expect(await preview()).toMatchObject({ hosts: [], left_out: ['local'] });
});

it('tells addresses to operators only', async () => {
  const { server } = await start();
  expect((await server.request(previewTermius.path)).status).toBe(401);
  const viewer = await server.signIn('viewer');
  for (const { path } of [previewTermius, exportTermius])
    expect((await viewer.request(path)).status).toBe(403);
});
