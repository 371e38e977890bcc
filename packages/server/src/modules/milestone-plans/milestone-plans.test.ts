import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bugEndpoints } from '@architect/contracts/bugs';
import { featureEndpoints } from '@architect/contracts/features';
import { milestonePlanEndpoints } from '@architect/contracts/milestone-plans';
import { milestoneEndpoints } from '@architect/contracts/milestones';
import { projectEndpoints } from '@architect/contracts/projects';
import { expect, it, onTestFinished } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createTestServer } from '../../test-server.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { planMilestones, listMilestonePlans } = milestonePlanEndpoints;

const todo = `# Tasks
## Critical
- [ ] Rotate the signing keys (2h)
  before the audit
- [x] Old work
## Later
- [ ] Dark mode
`;
const plan = `# Plan
1. Add a cart
2. Think about it
- Implement checkout
`;
const code = `const url = "http://x/ // TODO: in a string";
// TODO(ada): cache this
//   between requests
const re = /"\\/\\//; /* FIXME crash on empty input */
const t = \`
// TODO: in a template
\`;
// the todo list is long
// TODO: cache this
let x; // TODO: cache this
`;

async function start(files: Record<string, string>, engine: 'sqlite' | 'postgres' = 'sqlite') {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'plans-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const tracker = await startTracker(engine);
  const { id } = await tracker.aProject({ name: 'my shop', source_path: root });
  const scan = async (body: object = {}) => (await tracker.request(planMilestones, { body })).body;
  /** The plan of the one project. */
  const scanOne = async (body: object = {}) => {
    const [one] = (await scan(body)).data;
    if (!one) throw new Error('nothing was scanned');
    return { ...one, tasks: one.plan.milestones.flatMap(({ tasks }) => tasks) };
  };
  return { ...tracker, root, write, scan, scanOne, project_id: id };
}

it('reads TODO files, plans, checklists and comments, and judges what they say', async () => {
  const { scanOne, server } = await start({
    'TODO.md': todo,
    '.claude/plans/cart.md': plan,
    'src/a.ts': code,
    'run.sh': 'echo $# # TODO: quote the arguments\n',
    'docs/notes.md':
      '- [ ] Write tests for the parser\n```md\n- [ ] an example\n```\n<!-- TODO: explain ports -->\n',
    '.github/PULL_REQUEST_TEMPLATE.md': '- [ ] I ran the tests\n',
    'node_modules/x/TODO.md': '- [ ] of somebody else\n',
    'secrets.yml': '# TODO: never read this\n',
    'todo.txt': '(A) Call the bank\nx Pay the bill\n',
  });
  const { tasks, plan: whole, files } = await scanOne({ dry_run: true });
  const told = tasks.map(({ title, category, priority, complexity, estimated_hours, source, marker }) =>
    [title, category, priority, complexity, estimated_hours, marker ?? source].join(' | '),
  );
  expect(told.sort()).toEqual([
    '(A) Call the bank | feature | 1 | medium | 4 | todo_file',
    'Add a cart | feature | 3 | simple | 1 | plan',
    'Dark mode | feature | 4 | medium | 4 | todo_file',
    'Implement checkout | feature | 3 | medium | 4 | plan',
    'Rotate the signing keys (2h) | feature | 1 | medium | 2 | todo_file',
    'Write tests for the parser | test | 3 | medium | 4 | checklist',
    'cache this between requests | feature | 3 | simple | 1 | TODO',
    'cache this | feature | 3 | simple | 1 | TODO',
    'cache this | feature | 3 | simple | 1 | TODO',
    'crash on empty input | bug | 2 | simple | 1 | FIXME',
    'explain ports | feature | 3 | simple | 1 | TODO',
    'quote the arguments | feature | 3 | simple | 1 | TODO',
  ]);
  expect(new Set(tasks.map(({ key }) => key)).size).toBe(tasks.length);
  const keys = tasks.find(({ title }) => title.startsWith('Rotate'));
  expect(keys).toMatchObject({
    section: 'Critical',
    line_number: 3,
    description: expect.stringContaining('before the audit'),
  });
  const cached = tasks.find(({ title }) => title === 'cache this between requests');
  expect(cached).toMatchObject({ line_number: 2, description: expect.stringContaining('Marked for ada.') });
  expect(whole.milestones.map(({ id, tasks: own }) => [id, own.length])).toEqual([
    ['my_shop-1_development_1', 10],
    ['my_shop-1_bugfix_1', 1],
    ['my_shop-1_testing_1', 1],
  ]);
  const [first, second] = whole.milestones;
  expect(second && first && second.start_date > first.target_date).toBe(true);
  expect(files).toBeNull();
  expect(await readdir(server.dataDir)).not.toContain('milestones');
});

it('writes a plan and its summary, and not again while nothing is new', async () => {
  const { scanOne, request, write, server } = await start({ 'TODO.md': '- [ ] Use `<b>` & [links](x)\n' });
  const { files, plan: whole } = await scanOne();
  expect(files?.file).toMatch(/^milestones\/my_shop-1_milestones_\d{8}_\d{6}\.json$/);
  expect(files).toMatchObject({ summary_file: 'milestones/my_shop-1_summary.md', is_new: true });
  const read = (name = '') => readFile(join(server.dataDir, name), 'utf8');
  expect(JSON.parse(await read(files?.file))).toEqual(whole);
  expect(await read(files?.summary_file)).toContain('- P3 Use \\`\\<b\\>\\` & \\[links\\](x) (TODO.md:1)');
  expect((await scanOne()).files).toEqual({ ...files, is_new: false });
  await write('TODO.md', '- [ ] Use something else entirely now\n');
  expect((await scanOne()).files?.is_new).toBe(true);
  const kept = (await request(listMilestonePlans, {})).body.data;
  expect(kept).toMatchObject([{ project: 'my shop', total_tasks: 1, total_milestones: 1 }]);
});

eachDatabase((_open, engine) => {
  it('imports work once, wherever it moves, and completes what is ticked or gone when it is told to', async () => {
    const files = { 'TODO.md': todo, 'src/a.ts': code };
    const { scanOne, request, write, root, project_id } = await start(files, engine);
    const features = async () =>
      (await request(featureEndpoints.listFeatures, { query: { sort: 'name' } })).body.data;
    const bugs = async () => (await request(bugEndpoints.listBugs, {})).body.data;
    const first = await scanOne({ import: true });
    expect(first.imported).toEqual({ milestones: 2, features: 5, bugs: 1 });
    expect(first.tasks.every(({ record }) => record !== null)).toBe(true);
    const made = await features();
    expect(made.map(({ name, priority }) => [name, priority])).toEqual([
      ['Dark mode', 'low'],
      ['Rotate the signing keys (2h)', 'critical'],
      ['cache this', 'medium'],
      ['cache this', 'medium'],
      ['cache this between requests', 'medium'],
    ]);
    expect(made[1]).toMatchObject({ project_id, estimated_hours: 2, labels: ['todo file'], status: 'draft' });
    expect(await bugs()).toMatchObject([
      { title: 'crash on empty input', severity: 'high', labels: ['fixme'] },
    ]);
    const milestones = (await request(milestoneEndpoints.listMilestones, {})).body.data;
    expect(milestones.map(({ name, progress }) => [name, progress.total])).toEqual([
      ['Development', 5],
      ['Bug fixes', 1],
    ]);

    const nothing = { milestones: 0, features: 0, bugs: 0 };
    expect(await scanOne({ import: true, complete: true })).toMatchObject({
      imported: nothing,
      completed: 0,
    });
    // Other lines, another file, another word: the same work.
    await write('TODO.md', `\n\n${todo.replace('Rotate the signing keys', 'Rotate all the signing keys')}`);
    await rename(join(root, 'src/a.ts'), join(root, 'src/b.ts'));
    const moved = await scanOne({ import: true });
    expect(moved).toMatchObject({ imported: nothing, finished: [] });

    await write('TODO.md', todo.replace('[ ] Rotate', '[x] Rotate').replace('- [ ] Dark mode\n', ''));
    await write('src/b.ts', code.replace(/\/\* FIXME.*\*\//, ''));
    const offered = (await scanOne({ import: true })).finished;
    expect(offered.map(({ title, why }) => [title, why])).toEqual([
      ['Rotate the signing keys (2h)', 'ticked'],
      ['Dark mode', 'gone'],
      ['crash on empty input', 'gone'],
    ]);
    expect((await features()).map(({ status }) => status)).toEqual(Array(5).fill('draft'));
    expect((await scanOne({ complete: true, dry_run: true })).completed).toBe(0);
    expect(await scanOne({ complete: true })).toMatchObject({ completed: 3, finished: [] });
    expect((await features()).map(({ status }) => status)).toEqual([
      'completed',
      'completed',
      'draft',
      'draft',
      'draft',
    ]);
    expect(await bugs()).toMatchObject([{ status: 'resolved', resolution: 'No longer in src/b.ts' }]);

    // New work goes where people still are; what they are done with is left alone.
    await write('NEW.md', '- [ ] Draw a logo\n- [ ] Fix the crash at the end\n');
    for (const { id, name } of milestones.filter((one) => one.name === 'Bug fixes'))
      await request(milestoneEndpoints.changeMilestone, {
        params: { id },
        body: { name, status: 'completed' },
      });
    expect((await scanOne({ import: true })).imported).toEqual({ milestones: 1, features: 1, bugs: 1 });
    const names = (await request(milestoneEndpoints.listMilestones, {})).body.data.map(({ name }) => name);
    expect(names.sort()).toEqual(['Bug fixes', 'Bug fixes 2', 'Development']);
  });
});

it('writes nothing when the request goes away', async () => {
  const files = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`src/${at}.ts`, code]));
  const { server, request, scan } = await start(files);
  const going = new AbortController();
  const url = `${server.url}/api/milestone-plans`;
  const authorization = `Bearer ${server.app.accounts.localToken}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const left = fetch(url, { method: 'POST', headers, body: '{"import":true}', signal: going.signal });
  // The scan is under way when the server has another answer ready.
  await request(listMilestonePlans);
  going.abort();
  await expect(left).rejects.toThrow('abort');
  // Scans take turns: this one ends after the one that was left.
  await scan({ dry_run: true });
  expect((await request(listMilestonePlans)).body.data).toEqual([]);
  expect((await request(bugEndpoints.listBugs)).body.data).toEqual([]);
});

it('takes a project by its name or number, and says which cannot be read', async () => {
  const { scan, aProject, request, server, project_id } = await start({ 'TODO.md': todo });
  const gone = await aProject({ name: 'Gone', source_path: '/not/there' });
  const all = await scan();
  expect(all.data.map(({ plan: { project } }) => project)).toEqual(['my shop']);
  expect(all.faults).toMatchObject([{ project_id: gone.id, project: 'Gone' }]);
  for (const project of ['My Shop', String(project_id)])
    expect((await scan({ project })).data).toHaveLength(1);
  const none = await request(planMilestones, { body: { project: 'nowhere' } });
  expect([none.status, none.body.error]).toEqual([404, expect.stringContaining('my shop, Gone')]);
  const viewer = await server.signIn('viewer');
  expect((await viewer.request(planMilestones, { body: {} })).status).toBe(403);
});

it('scans at intervals when it is told to, and imports nothing by itself', async () => {
  const clock = createMovableClock();
  const server = await createTestServer({ clock, config: { milestoneScanMinutes: 5 } });
  onTestFinished(() => server.stop());
  const root = await realpath(await mkdtemp(join(tmpdir(), 'plans-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFile(join(root, 'TODO.md'), todo);
  const { request } = server.local;
  await request(projectEndpoints.createProject, { body: { name: 'shop', source_path: root } });
  const kept = async () => (await request(listMilestonePlans, {})).body.data;
  expect(await kept()).toEqual([]);
  clock.advance(5 * 60_000);
  await expect.poll(kept, { timeout: 20_000 }).toMatchObject([{ project: 'shop', total_tasks: 2 }]);
  expect((await request(featureEndpoints.listFeatures, {})).body.data).toEqual([]);
});

it('tells how much it has read, over all directories, to whoever named the scan', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 204 }, (_, at) => [`part-${at % 3}/note-${at}.md`, '- [ ] something\n']),
  );
  const { scan, server } = await start(files);
  const told: unknown[] = [];
  server.events.subscribe('scan.progress', (progress) => told.push(progress));
  await scan({ dry_run: true });
  expect(told).toEqual([]);
  await scan({ dry_run: true, scan_id: 'scan-of-mine' });
  const known = { scan_id: 'scan-of-mine', is_over: false };
  expect(told).toEqual([
    { ...known, path: 'my shop/part-0', directories: 1, files: 1, found: 1 },
    { ...known, path: 'my shop/part-1', directories: 2, files: 101, found: 101 },
    { ...known, path: 'my shop/part-2', directories: 3, files: 201, found: 201 },
  ]);
});
