import {
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { documentationEndpoints } from '@architect/contracts/documentation';
import { expect, it, onTestFinished } from 'vitest';
import { startTracker } from '../records/fixture-tracker.ts';
import { createDocumentCache } from './document-cache.ts';

const { listDocuments, getDocument } = documentationEndpoints;

const shop = {
  'README.md': '# The *Shop* & SHOP_URL\n\nSells things.\n\n## Deploying\n\nRun deploy twice.\n',
  'ARCHITECTURE.md': '# Parts\n',
  'docs/guide/start.md': 'No heading. The cart is deployed here.\n',
  'docs/binary.md': Buffer.from([0x23, 0, 1]),
  'packages/cart/README.md': '# Cart\n\nKeeps wares.\n',
  'packages/cart/notes.md': '# Notes',
  'src/secret.md': '# Not documentation',
  'docs/node_modules/x/README.md': '# Others',
  'docs/.env.md': '# Looks secret',
};

async function start() {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'documents-')));
  onTestFinished(() => rm(top, { recursive: true, force: true }));
  const root = join(top, 'shop');
  for (const [name, text] of Object.entries(shop)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  await writeFile(join(top, 'outside.md'), '# TOP SECRET');
  await symlink(join(top, 'outside.md'), join(root, 'docs/link.md'));
  await symlink('../src/secret.md', join(root, 'docs/inner.md'));
  const tracker = await startTracker();
  const project = await tracker.aProject({ name: 'Shop', source_path: root });
  const viewer = await tracker.server.signIn('viewer');
  return { ...tracker, request: viewer.request, project_id: project.id };
}

it('lists the documents of the product and of the projects, and says what cannot be read', async () => {
  const { request, aProject, project_id } = await start();
  const gone = await aProject({ source_path: '/not/there' });
  const { data, faults } = (await request(listDocuments, {})).body;
  const own = data.filter((one) => one.project_id === null).map(({ path }) => path);
  expect(own).toEqual(expect.arrayContaining(['README.md', 'docs/operating.md']));
  const listed = data.filter((one) => one.project_id === project_id);
  expect(listed.map(({ path, title }) => [path, title])).toEqual([
    ['README.md', 'The Shop & SHOP_URL'],
    ['ARCHITECTURE.md', 'Parts'],
    ['docs/guide/start.md', 'start.md'],
    ['packages/cart/README.md', 'Cart'],
  ]);
  expect(listed[0]).toMatchObject({ project: 'Shop', size: shop['README.md'].length, match: null });
  expect(faults).toMatchObject([{ project_id: gone.id }]);
  expect((await request(listDocuments, { query: { project_id: 99 } })).status).toBe(404);
});

it('finds documents that have every word, the best first, and says where', async () => {
  const { request, project_id } = await start();
  const find = async (q: string) => (await request(listDocuments, { query: { q, project_id } })).body.data;
  const found = await find('Deploy');
  expect(found.map(({ path, match }) => [path, match?.line, match?.heading, match?.excerpt])).toEqual([
    ['README.md', 5, 'Deploying', '## Deploying'],
    ['docs/guide/start.md', 1, null, 'No heading. The cart is deployed here.'],
  ]);
  expect((await find('cart')).map(({ path }) => path)).toEqual([
    'packages/cart/README.md',
    'docs/guide/start.md',
  ]);
  expect((await find('cart deploy')).map(({ path }) => path)).toEqual(['docs/guide/start.md']);
  expect(await find('nowhere')).toEqual([]);
});

it('reads what is listed and nothing else', async () => {
  const { request, project_id } = await start();
  const read = (path: string, of: number | undefined = project_id) =>
    request(getDocument, { query: { path, ...(of !== undefined && { project_id: of }) } });
  expect((await read('README.md')).body.data).toMatchObject({
    markdown: shop['README.md'],
    title: 'The Shop & SHOP_URL',
  });
  const product = await request(getDocument, { query: { path: 'docs/operating.md' } });
  expect(product.body.data).toMatchObject({ project_id: null, title: 'Operating' });
  const refused = ['src/secret.md', 'packages/cart/notes.md', 'docs', 'docs/link.md', 'docs/inner.md'];
  for (const path of [...refused, '../outside.md', 'docs/../../outside.md', 'docs/binary.md'])
    expect([path, (await read(path)).status]).toEqual([path, 403]);
  for (const path of ['package.json', '../x.md', 'docs/../../x.md', 'packages/server/src/x.md', '/etc/x.md'])
    expect([path, (await request(getDocument, { query: { path } })).status]).toEqual([path, 403]);
  expect((await read('docs/none.md')).status).toBe(404);
  expect((await read('README.md', 99)).status).toBe(404);
});

it('a document is read once, and again only when its file is another', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'documents-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const file = join(root, 'a.md');
  const cache = createDocumentCache();
  let reads = 0;
  const look = async () => {
    const document = await cache.get(root, ['a.md'], async () => {
      reads += 1;
      const markdown = await readFile(file, 'utf8');
      const about = { project_id: null, project: '', path: 'a.md', title: '', size: 0, modified_at: '' };
      return { ...about, markdown };
    });
    return [document.markdown, reads];
  };
  await writeFile(file, 'one');
  expect([await look(), await look()]).toEqual([
    ['one', 1],
    ['one', 1],
  ]);
  const { atime, mtime } = await stat(file);
  await writeFile(file, 'two');
  await utimes(file, atime, mtime);
  expect([await look(), await look()]).toEqual([
    ['two', 2],
    ['two', 2],
  ]);
  await writeFile(`${file}.new`, 'six');
  await rename(`${file}.new`, file);
  expect(await look()).toEqual(['six', 3]);
  await rm(file);
  await expect(look()).rejects.toThrow('ENOENT');
});
