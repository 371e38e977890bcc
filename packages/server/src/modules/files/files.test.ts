import { execFileSync } from 'node:child_process';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileEndpoints } from '@architect/contracts/files';
import { expect, it, onTestFinished } from 'vitest';
import { startTracker } from '../records/fixture-tracker.ts';
import { openDirectory } from './open-beneath.ts';

const { readFile: read, writeFile: write, getFeatureFiles } = fileEndpoints;

/** A directory with a project `shop` in it, and secrets beside that. */
async function aSourceTree() {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'files-')));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const root = join(top, 'shop');
  await mkdir(join(root, 'src'), { recursive: true });
  await mkdir(join(root, '.git/hooks'), { recursive: true });
  await mkdir(join(top, 'shop-secret'));
  await writeFile(join(top, 'outside.txt'), 'TOP SECRET');
  await writeFile(join(top, 'shop-secret/outside.txt'), 'TOP SECRET');
  await writeFile(join(root, 'src/a.ts'), 'export const a = 1;\n');
  await writeFile(join(root, '.git/config'), 'TOP SECRET');
  return { top, root };
}

async function start() {
  const tree = await aSourceTree();
  const tracker = await startTracker();
  const project = await tracker.aProject({ name: 'Shop', source_path: tree.root });
  return { ...tree, ...tracker, project };
}

const secretNames = [
  '.env',
  '.ENV',
  '.env.production',
  'prod.env',
  'id_rsa',
  'id_ed25519',
  'server.key',
  'server.pem',
  'keys.p12',
  'vault.kdbx',
  '.npmrc',
  '.netrc',
  '.git-credentials',
  'credentials.json',
  'secrets.yaml',
  'terraform.tfstate',
  'service-account-1.json',
];

it('reads nothing and writes nothing outside of projects, whatever the path', async () => {
  const { top, root, request, server, project } = await start();
  for (const name of secretNames) await writeFile(join(root, name), 'TOP SECRET');
  await mkdir(join(root, '.ssh'));
  await symlink(join(top, 'outside.txt'), join(root, 'link-to-file'));
  await symlink(top, join(root, 'link-to-parent'));
  await symlink('../outside.txt', join(root, 'relative-link'));
  await symlink('link-to-file', join(root, 'link-to-link'));
  await symlink('.git', join(root, 'link-to-git'));
  await symlink('.env', join(root, 'link-to-env'));
  await symlink('/proc/self/environ', join(root, 'link-to-proc'));
  await symlink('/proc/self/cwd', join(root, 'link-to-cwd'));
  await symlink('/dev/zero', join(root, 'link-to-device'));
  await symlink('circle', join(root, 'circle'));
  await symlink(join(top, 'not-there-yet'), join(root, 'dangling'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const socket = createServer().listen(join(root, 'socket'));
  onTestFinished(() => void socket.close());
  await mkdir(join(root, 'data-like'));
  const attacks = [
    '/etc/passwd',
    '/etc/shadow',
    '/proc/self/environ',
    '/proc/self/root/etc/passwd',
    `/proc/self/root${root}/src/a.ts`,
    '/dev/zero',
    '/dev/stdin',
    '/sys/kernel/version',
    '/',
    '//etc//passwd',
    top,
    join(top, 'outside.txt'),
    `${root}-secret/outside.txt`,
    `${root}/../outside.txt`,
    `${root}/src/../../outside.txt`,
    `${root}/src/..`,
    `${root}/src/../src/a.ts`,
    `${root}/./../outside.txt`,
    `${root}//..//outside.txt`,
    `${root}/not-there/../../outside.txt`,
    `${root}/..`,
    join(root, 'link-to-file'),
    join(root, 'link-to-parent/outside.txt'),
    join(root, 'link-to-parent/not-there'),
    join(root, 'link-to-parent/shop/src/a.ts').replace('/shop/src/a.ts', '/shop-secret/outside.txt'),
    join(root, 'relative-link'),
    join(root, 'link-to-link'),
    join(root, 'link-to-git/config'),
    join(root, 'link-to-env'),
    join(root, 'link-to-proc'),
    join(root, 'link-to-cwd/package.json'),
    join(root, 'link-to-device'),
    join(root, 'circle'),
    join(root, 'dangling'),
    join(root, 'pipe'),
    join(root, 'socket'),
    join(root, '.git'),
    join(root, '.git/config'),
    join(root, '.git/hooks/post-checkout'),
    join(root, '.GIT/config'),
    join(root, '.git./config'),
    join(root, '.git /config'),
    join(root, '.g\u200cit/config'),
    join(root, '.ssh/authorized_keys'),
    ...secretNames.map((name) => join(root, name)),
  ];
  expect(attacks.length).toBeGreaterThan(50);
  for (const path of attacks) {
    const got = await request(read, { body: { path } });
    expect([path, got.status, got.text.includes('TOP SECRET')]).toEqual([path, 403, false]);
    const put = await request(write, { body: { path, content: 'attack', create_directories: true } });
    expect([path, put.status, put.text.includes('TOP SECRET')]).toEqual([path, 403, false]);
  }
  const odd: [object, number][] = [
    [{ path: `${root}/src/a.ts\0.txt` }, 400],
    [{ path: 'src/a.ts' }, 400],
    [{ path: `${root}/${'x'.repeat(300)}` }, 400],
    [{ path: `${root}/${'x/'.repeat(3_000)}` }, 400],
    [{ path: '~/x', project_id: project.id }, 404],
    [{ path: '%2e%2e/outside.txt', project_id: project.id }, 404],
    [{ path: '..%2foutside.txt', project_id: project.id }, 404],
    [{ path: '..\\outside.txt', project_id: project.id }, 404],
    [{ path: '../outside.txt', project_id: project.id }, 403],
    [{ path: 'src/a.ts/x', project_id: project.id }, 404],
    [{ path: 'src/a.ts', project_id: 99 }, 404],
  ];
  for (const [body, status] of odd) {
    const got = await server.local.request('/api/files/read', { method: 'POST', body });
    expect([body, got.status]).toEqual([body, status]);
  }
  expect(await readFile(join(top, 'outside.txt'), 'utf8')).toBe('TOP SECRET');
  expect(await readFile(join(root, '.git/config'), 'utf8')).toBe('TOP SECRET');
  expect((await readdir(top)).sort()).toEqual(['outside.txt', 'shop', 'shop-secret']);
  expect(await readdir(join(root, '.git/hooks'))).toEqual([]);
});

it.each(['/', '/etc', '/proc/self/cwd', '/home', '/dev/shm'])(
  'has no files for a project whose source path is %s',
  async (source_path) => {
    const { request, aProject } = await startTracker();
    const { id } = await aProject({ source_path });
    for (const path of ['', 'passwd', 'hostname'])
      expect((await request(read, { body: { path, project_id: id } })).status).toBe(403);
  },
);

it('keeps the data of the server to itself, and the files of archived projects', async () => {
  const { request, aProject, server } = await startTracker();
  const top = await realpath(server.dataDir);
  const { id } = await aProject({ source_path: join(top, '..') });
  const name = top.slice(top.lastIndexOf('/') + 1);
  const reply = await request(read, { body: { path: `${name}/architect.db`, project_id: id } });
  expect(reply.status).toBe(403);
  const other = await start();
  await other.request('/api/projects/1', { method: 'DELETE' });
  expect((await other.request(read, { body: { path: join(other.root, 'src/a.ts') } })).status).toBe(403);
});

it('follows no link that was put into the way after the check', async () => {
  const { top, root } = await aSourceTree();
  await rename(join(root, 'src'), join(root, 'src-before'));
  await symlink(top, join(root, 'src'));
  await expect(openDirectory(root, ['src'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await rename(root, `${root}-before`);
  await symlink(top, root);
  await expect(openDirectory(root, [])).rejects.toThrow();
});

it('never reads or writes outside while a directory is swapped for a link again and again', async () => {
  const { top, root, request } = await start();
  await mkdir(join(top, 'evil'));
  await writeFile(join(top, 'evil/a.ts'), 'TOP SECRET');
  await symlink(join(top, 'evil'), join(root, 'evil-link'));
  let isOver = false;
  const swapping = (async () => {
    while (!isOver) {
      await rename(join(root, 'src'), join(root, 'real'));
      await rename(join(root, 'evil-link'), join(root, 'src'));
      await rename(join(root, 'src'), join(root, 'evil-link'));
      await rename(join(root, 'real'), join(root, 'src'));
    }
  })();
  const statuses = new Set<number>();
  for (let round = 0; round < 40; round += 1) {
    const path = join(root, 'src/a.ts');
    const got = await request(read, { body: { path } });
    const put = await request(write, { body: { path, content: `round ${round}` } });
    for (const reply of [got, put]) {
      expect(reply.text).not.toContain('TOP SECRET');
      statuses.add(reply.status);
    }
  }
  isOver = true;
  await swapping;
  expect([...statuses].filter((status) => ![200, 403, 404].includes(status))).toEqual([]);
  expect(statuses).toContain(200);
  expect(await readFile(join(top, 'evil/a.ts'), 'utf8')).toBe('TOP SECRET');
  expect(await readdir(join(top, 'evil'))).toEqual(['a.ts']);
});

it('reads text, tells binary, lists directories, and follows links inside of the project', async () => {
  const { root, request, project } = await start();
  await writeFile(join(root, 'logo.png'), Buffer.from([0x89, 0x50, 0, 1]));
  await writeFile(join(root, 'latin.txt'), Buffer.from([0x66, 0xfc, 0x72]));
  await writeFile(join(root, '.env.example'), 'A=');
  await writeFile(join(root, '.env'), 'A=1');
  await writeFile(join(root, 'large.txt'), 'x'.repeat(2_000_001));
  await symlink('src', join(root, 'source'));
  await link(join(root, 'src/a.ts'), join(root, 'src/b.ts'));
  const of = async (path: string) => await request(read, { body: { path, project_id: project.id } });
  expect((await of('source/a.ts')).body.data).toMatchObject({
    path: join(root, 'src/a.ts'),
    relative_path: 'src/a.ts',
    content: 'export const a = 1;\n',
    is_binary: false,
    size: 20,
  });
  for (const name of ['logo.png', 'latin.txt'])
    expect((await of(name)).body.data).toMatchObject({ is_binary: true, content: null });
  expect((await of('.env.example')).status).toBe(200);
  expect((await of('large.txt')).status).toBe(413);
  expect((await of('none.txt')).status).toBe(404);
  const { data } = (await of('')).body;
  const entries = data.type === 'directory' ? data.entries : [];
  expect(entries.map(({ name, type, is_refused }) => [name, type, is_refused])).toEqual([
    ['.git', 'directory', true],
    ['src', 'directory', false],
    ['.env', 'file', true],
    ['.env.example', 'file', false],
    ['large.txt', 'file', false],
    ['latin.txt', 'file', false],
    ['logo.png', 'file', false],
    ['source', 'link', false],
  ]);
});

it('writes a file as a whole, keeps its mode and what it was, and tells who did it', async () => {
  const { root, request, server, audited, project } = await start();
  const path = join(root, 'src/run.sh');
  await writeFile(path, 'echo old\n');
  await chmod(path, 0o750);
  const { data } = (await request(write, { body: { path, content: 'echo SECRET\n' } })).body;
  expect(data).toMatchObject({ relative_path: 'src/run.sh', created: false, changed: true, size: 12 });
  expect(await readFile(path, 'utf8')).toBe('echo SECRET\n');
  expect((await stat(path)).mode & 0o777).toBe(0o750);
  expect(await readdir(join(root, 'src'))).toEqual(['a.ts', 'run.sh']);
  const backup = join(server.dataDir, data.backup ?? '');
  expect(await readFile(backup, 'utf8')).toBe('echo old\n');
  expect((await stat(backup)).mode & 0o777).toBe(0o600);
  const entry = await audited('file.written');
  expect(entry).toMatchObject({ path: 'src/run.sh', size: 12, hash: data.hash, backup: data.backup });
  expect(JSON.stringify(entry)).not.toContain('SECRET');
  const again = await request(write, { body: { path, content: 'echo SECRET\n' } });
  expect(again.body.data).toMatchObject({ changed: false, backup: null });
  const deep = { path: 'docs/new/page.md', project_id: project.id, content: '# Page' };
  expect((await request(write, { body: deep })).status).toBe(404);
  const made = await request(write, { body: { ...deep, create_directories: true } });
  expect(made.body.data).toMatchObject({ created: true, backup: null });
  expect((await request(write, { body: { ...deep, path: 'docs' } })).status).toBe(403);
});

it('refuses a write over what somebody else wrote, and shows both', async () => {
  const { root, request } = await start();
  const path = join(root, 'src/a.ts');
  const { data } = (await request(read, { body: { path } })).body;
  const hash = data.type === 'file' ? data.hash : '';
  const write2 = (content: string) => request(write, { body: { path, content, hash } });
  const replies = await Promise.all(['one', 'two', 'three'].map(write2));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const winner = ['one', 'two', 'three'][replies.findIndex(({ status }) => status === 200)];
  const loser = replies.findIndex(({ status }) => status === 409);
  expect(replies[loser]?.body.details).toMatchObject({
    current: { content: winner },
    yours: { content: ['one', 'two', 'three'][loser] },
  });
  const fresh = await request(write, { body: { path, content: 'x', hash: null } });
  expect(fresh.status).toBe(409);
  const gone = await request(write, { body: { path: join(root, 'gone.ts'), content: 'x', hash } });
  expect(gone.body.details).toMatchObject({ current: null });
});

it('finds the files of a feature by its name and by its text', async () => {
  const { root, request, aFeature, aProject, project } = await start();
  for (const name of ['user_login.py', 'UserLogin.tsx', 'user.ts', 'session.ts', 'notes.ts'])
    await writeFile(join(root, 'src', name), '');
  await mkdir(join(root, 'node_modules'));
  await writeFile(join(root, 'node_modules/user-login.js'), '');
  const spec = 'Change `src/session.ts`.';
  const { id } = await aFeature({ project_id: project.id, name: 'User login', spec });
  const { data } = (await request(getFeatureFiles, { params: { id } })).body;
  expect(data.files.map(({ relative_path, because }) => [relative_path, because])).toEqual([
    ['src/UserLogin.tsx', 'name'],
    ['src/session.ts', 'mentioned'],
    ['src/user_login.py', 'name'],
  ]);
  const none = await aFeature({ project_id: (await aProject()).id });
  const empty = await request(getFeatureFiles, { params: { id: none.id } });
  expect(empty.body).toMatchObject({ data: { root: null, files: [] }, message: expect.any(String) });
  expect((await request(getFeatureFiles, { params: { id: 99 } })).status).toBe(404);
});

it('lets operators read and write, viewers do neither', async () => {
  const { root, server } = await start();
  const path = join(root, 'src/a.ts');
  const viewer = await server.signIn('viewer');
  expect((await viewer.request(read, { body: { path } })).status).toBe(403);
  expect((await viewer.request(write, { body: { path, content: 'x' } })).status).toBe(403);
  const operator = await server.signIn('operator');
  expect((await operator.request(read, { body: { path } })).status).toBe(200);
});
