import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { discoveryEndpoints } from '@architect/contracts/discovery';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import type { LivePayload } from '@architect/contracts/events';
import { featureEndpoints } from '@architect/contracts/features';
import { projectEndpoints } from '@architect/contracts/projects';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer } from '../../test-server.ts';

const { scanSources, cancelScan, importProject } = discoveryEndpoints;

const shop = {
  'shop/package.json': '{"name": "x", "description": "what is next", "dependencies": {"react": "19"}}',
  'shop/tsconfig.json': '{}',
  'shop/README.md':
    '# Shop\n\n[![build](b.svg)](b)\n\nSells [things](http://x.example) to\npeople.\n\nMore.\n',
  'shop/CLAUDE.md': '# Rules\n## Goals\n- Sell more\n- Be quick\n## Other\n- no goal\n',
  'shop/features/cart.json': '{"features": [{"name": "Cart", "status": "done"}, {"name": "Search"}]}',
  'shop/features/bad.json': '{',
  'shop/errors.md': '# Errors\n### [ ] Cart is empty\n### [X] Login fails\n',
  'shop/.git/HEAD': 'ref: refs/heads/dev/next\n',
  'shop/.git/config':
    '[remote "fork"]\n  url = git@host:fork.git\n[remote "origin"]\n  url = https://me:TOKEN@host.example/shop.git\n',
  'shop/packages/inner/package.json': '{}',
};

async function aTree(files: Record<string, string>): Promise<string> {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'sources-')));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(top, name)), { recursive: true });
    await writeFile(join(top, name), text);
  }
  return top;
}

async function start(codeSources: string[], engine: 'sqlite' | 'postgres' = 'sqlite') {
  const server = await createTestServer({ engine, config: { codeSources } });
  onTestFinished(() => server.stop());
  return { server, request: server.local.request };
}

it('finds projects by their files, says what they are, and follows no link', async () => {
  const elsewhere = await aTree({ 'hidden/package.json': '{}' });
  const top = await aTree({
    ...shop,
    'group/api/pyproject.toml': '[project]\ndependencies = ["fastapi>=0.1"]\n',
    'group/tool/Cargo.toml': '[dependencies]\naxum = "1"\n',
    'a/b/too/deep/go.mod': '',
    'notes/readme.md': '# Notes',
    'node_modules/x/package.json': '{}',
  });
  await symlink(elsewhere, join(top, 'link'));
  const { server, request } = await start([top, join(top, 'not-there'), '/etc']);
  const progress: LivePayload<'scan.progress'>[] = [];
  server.events.subscribe('scan.progress', (one) => void progress.push(one));
  const { data } = (await request(scanSources, { body: {} })).body;
  expect(data.discovered.map(({ name, language, framework }) => [name, language, framework])).toEqual([
    ['shop', 'TypeScript', 'React'],
    ['api', 'Python', 'FastAPI'],
    ['tool', 'Rust', 'Axum'],
  ]);
  expect(data.discovered[0]).toEqual({
    name: 'shop',
    path: join(top, 'shop'),
    description: 'Sells things to people.',
    objectives: ['Sell more', 'Be quick'],
    features: [
      { name: 'Cart', status: 'completed', description: '' },
      { name: 'Search', status: 'draft', description: '' },
    ],
    status: 'active',
    language: 'TypeScript',
    framework: 'React',
    repository_url: 'https://host.example/shop.git',
    branch: 'dev/next',
    markers: ['package.json', '.git'],
    errors: [
      { message: 'Cart is empty', is_resolved: false },
      { message: 'Login fails', is_resolved: true },
    ],
    source: top,
    project_id: null,
  });
  expect(data).toMatchObject({ sources_scanned: 1, is_cut: false });
  expect(data.faults.map(({ path }) => path)).toEqual([join(top, 'not-there'), '/etc']);
  expect(progress.at(-1)).toMatchObject({ scan_id: data.scan_id, found: 3, is_over: true });
});

it('says how to set source directories; only an administrator names others', async () => {
  const top = await aTree(shop);
  const { server, request } = await start([]);
  const empty = (await request(scanSources, {})).body;
  expect(empty).toMatchObject({ message: expect.stringContaining('CODE_SOURCES'), data: { discovered: [] } });
  const named = await request(scanSources, { body: { paths: [top] } });
  expect(named.body.data.discovered).toHaveLength(1);
  const operator = await server.signIn('operator');
  expect((await operator.request(scanSources, { body: { paths: [top] } })).status).toBe(403);
  const path = join(top, 'shop');
  expect((await operator.request(importProject, { body: { path } })).status).toBe(403);
  expect((await request(importProject, { body: { path: '/etc' } })).status).toBe(403);
  expect((await request(importProject, { body: { path: join(top, 'none') } })).status).toBe(404);
});

it('ends early when it is cancelled, with what it found', async () => {
  const names = Array.from({ length: 300 }, (_, at) => [`p${at}/go.mod`, '']);
  const { server, request } = await start([await aTree(Object.fromEntries(names))]);
  const scan_id = 'a-scan-to-cancel';
  let cancelled: Promise<unknown> | undefined;
  server.events.subscribe('scan.progress', () => {
    cancelled ??= request(cancelScan, { params: { scan_id } });
  });
  const { data } = (await request(scanSources, { body: { scan_id } })).body;
  expect(await cancelled).toMatchObject({ status: 200 });
  expect(data.is_cut).toBe(true);
  expect(data.discovered.length).toBeLessThan(300);
  expect((await request(cancelScan, { params: { scan_id } })).status).toBe(404);
});

eachDatabase((_open, engine) => {
  it('imports a project with its features and errors, and changes nothing silently afterwards', async () => {
    const top = await aTree(shop);
    const { server } = await start([top], engine);
    const { request } = await server.signIn('operator');
    const path = join(top, 'shop');
    const reply = await request(importProject, { body: { path } });
    expect(reply.body).toMatchObject({
      features_imported: 2,
      data: { created: true, errors_imported: 2, changes: [] },
    });
    const params = { id: reply.body.id };
    const read = async () => (await request(projectEndpoints.getProject, { params })).body.data;
    expect(await read()).toMatchObject({
      name: 'shop',
      source_path: path,
      language: 'TypeScript',
      framework: 'React',
      repository_url: 'https://host.example/shop.git',
      description: 'Sells things to people.\n\nObjectives:\n- Sell more\n- Be quick',
      health: { open_features: 1, open_errors: 1 },
    });
    const errors = await request(errorGroupEndpoints.listErrors, { query: { sort: 'message' } });
    expect(errors.body.data.map(({ message, status }) => [message, status])).toEqual([
      ['Cart is empty', 'open'],
      ['Login fails', 'resolved'],
    ]);
    const again = await request(importProject, { body: { path } });
    expect([again.status, again.body.details]).toEqual([409, params]);
    const other = await aTree({ 'shop/go.mod': '' });
    const sameName = await server.local.request(importProject, { body: { path: join(other, 'shop') } });
    expect([sameName.status, sameName.body.details]).toEqual([409, params]);

    await writeFile(join(path, 'README.md'), '# Shop\n\nSells all.\n');
    await writeFile(join(path, 'features/new.json'), '["Wishes"]');
    await writeFile(join(path, 'errors.md'), '### [ ] Cart is empty\n### [ ] Slow\n');
    const version = (await read()).version;
    const update = { path, update: true };
    const shown = (await request(importProject, { body: { ...update, dry_run: true } })).body.data;
    expect(shown).toMatchObject({ created: false, features_imported: 1, errors_imported: 1 });
    expect(shown.changes).toEqual([
      { field: 'description', from: expect.any(String), to: expect.stringContaining('Sells all.') },
    ]);
    expect((await read()).version).toBe(version);
    const applied = (await request(importProject, { body: update })).body.data;
    expect(applied).toEqual({ ...shown, dry_run: false });
    expect((await read()).description).toContain('Sells all.');
    const { data } = (await request(importProject, { body: update })).body;
    expect(data).toMatchObject({ changes: [], features_imported: 0, errors_imported: 0 });
    const counts = (await request(errorGroupEndpoints.listErrors, {})).body.data;
    expect(counts.map(({ occurrence_count }) => occurrence_count)).toEqual([1, 1, 1]);
    const found = (await request(scanSources, {})).body.data.discovered;
    expect(found).toMatchObject([{ project_id: params.id }]);
  });
});

it('imports all of it or nothing', async () => {
  const top = await aTree(shop);
  const { server, request } = await start([top]);
  const stop = sql`create trigger stop before insert on features when new.name = 'Search' begin select raise(abort, 'no'); end`;
  await server.db.write((tx) => stop.execute(tx.tables()));
  const failed = await request(importProject, { body: { path: join(top, 'shop') } });
  expect(failed.status).toBe(500);
  expect((await request(projectEndpoints.listProjects, {})).body.data).toEqual([]);
  expect((await request(featureEndpoints.listFeatures, {})).body.data).toEqual([]);
  await server.db.write((tx) => sql`drop trigger stop`.execute(tx.tables()));
  expect((await request(importProject, { body: { path: join(top, 'shop') } })).status).toBe(200);
});
