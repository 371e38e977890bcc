import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Explanation } from '@architect/contracts/sessions';
import { createFakeLink } from '@architect/server/modules/nodes/fake-link';
import { createTestServer } from '@architect/server/test-server';
import { expect, it, onTestFinished } from 'vitest';
import { architect } from '../run-architect.ts';

const hooksSay: Record<string, Explanation['sources'][number]> = {
  heard: { source: 'hook', last_at: null, trusted: true, note: '9 events; 0 of 3 turns came without a hook' },
  deaf: { source: 'hook', last_at: null, trusted: false, note: '0 events; 3 of 3 turns came without a hook' },
};

it('doctor and hooks status tell which hooks are installed, which agent spoke last, and which session is not heard', async () => {
  const home = await mkdtemp(join(tmpdir(), 'architect-check-hooks-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const link = createFakeLink();
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  for (const name of Object.keys(hooksSay)) link.setSession({ name, provider: 'claude', managed: true });
  link.setSession({ name: 'other', provider: 'qwen' });
  link.handle('explain', ({ session: name }) => {
    const source = hooksSay[name];
    const session = link.session(name);
    if (!source || !session) throw new Error(`nobody asks about ${name}`);
    const nothing = { decided_by: null, readings: [], screen: '', title: '', command: '' };
    return { ...nothing, session, sources: [source] };
  });
  await program(join(home, 'bin', 'claude'), 'echo 2.1.330');
  await program(join(home, 'bin', 'gemini'), 'echo 0.61.0');
  const env = {
    HOME: home,
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    ARCHITECT_DATA_DIR: join(home, 'data'),
    ARCHITECT_URL: server.url,
    ARCHITECT_TOKEN: (await readFile(join(server.dataDir, 'local-token'), 'utf8')).trim(),
  };
  const doctor = async () => (await architect(['doctor'], env)).stdout;
  expect(await doctor()).toMatch(
    /– claude hooks +not installed.*\n +→ architect hooks install --agent claude/,
  );
  // The temporary directory is anybody's to write: Gemini 0.61 takes no hooks from there.
  expect(await doctor()).toMatch(
    /! gemini hooks +not installed: all its sessions .*root alone.*\n +→ architect hooks install --agent gemini/,
  );

  await architect(['hooks', 'install', '--agent', 'claude'], env);
  const spool = join(home, 'data', 'node', 'hooks', 'pane-1-2');
  await mkdir(spool, { recursive: true });
  const event = JSON.stringify({ hook_event_name: 'Stop', transcript_path: `${home}/.claude/x.jsonl` });
  await writeFile(join(spool, '1795269600000000000-11-12-13-claude.json'), event);
  await writeFile(join(spool, '1795269700000000000-11-12-13-codex.json'), event);
  const said = await doctor();
  expect(said).toMatch(/✓ claude hooks +in .*settings\.json, last event 2026-11-21T14:00:00/);
  expect(said).not.toContain('codex hooks  in');
  expect(said).toMatch(/✓ hook health +1 of 2 sessions are heard/);
  expect(said).toMatch(/! hook health +deaf: 0 events; 3 of 3 .*\n +→ architect sessions explain deaf/);
  const rows = JSON.parse((await architect(['hooks', 'status', '--json'], env)).stdout);
  expect(rows).toMatchObject([
    { agent: 'claude', last_event_at: '2026-11-21T14:00:00.000Z' },
    { agent: 'codex', last_event_at: '2026-11-21T14:01:40.000Z' },
    { agent: 'gemini', last_event_at: null, needed_by_ours: true },
  ]);

  expect(said).toMatch(/✓ claude +2\.1\.330\n/);
  await program(join(home, 'bin', 'claude'), 'echo 99.0.0');
  const settings = join(home, '.claude', 'settings.json');
  await writeFile(settings, (await readFile(settings, 'utf8')).replaceAll('--agent claude', ''));
  const later = await doctor();
  expect(later).toMatch(/! claude hooks +those in .* are of an older version/);
  expect(later).toMatch(/! claude +99\.0\.0: its screens are proven up to 2\.1\.330/);
}, 60_000);

async function program(path: string, script: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}
