import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectEndpoints } from '@architect/contracts/projects';
import type { TestServer } from '@architect/server/test-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliStage } from '../fixture-cli.ts';
import { architectHere } from '../run-architect.ts';

let server: TestServer;
let env: Record<string, string>;
let root: string;
beforeAll(async () => {
  ({ server, env } = await startCliStage());
  root = mkdtempSync(join(tmpdir(), 'shop-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'TODO.md'), '- [ ] Add a cart\n- [ ] Write tests\n');
  writeFileSync(join(root, 'src/a.py'), '# FIXME: it hangs\n');
  const body = { name: 'shop', source_path: root };
  await server.local.request(projectEndpoints.createProject, { body });
});
afterAll(async () => {
  rmSync(root, { recursive: true, force: true });
  await server.stop();
});

const scan = (...words: string[]) => architectHere(['milestones', 'scan', ...words], env);

it('plans, imports, offers what is done and completes it', async () => {
  expect(await scan('--status')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing was scanned'),
  });
  const trial = await scan('--dry-run', '--tasks');
  expect(trial).toMatchObject({ code: 0, stderr: '' });
  expect(trial.stdout).toMatch(/^shop: 3 tasks, 3 milestones, 6 hours\n/);
  expect(trial.stdout).toMatch(/\n2\tbug\t1\tnew\tit hangs\tsrc\/a.py:1\n/);
  const made = await scan('--project', 'Shop', '--import');
  expect(made.stdout).toContain('Imported 3 milestones, 2 features, 1 bug.');
  expect(made.stdout).toContain('Written milestones/shop_milestones_');
  expect((await scan('--import')).stdout).toMatch(
    /0 milestones, 0 features, 0 bugs[\s\S]*As before milestones/,
  );
  writeFileSync(join(root, 'TODO.md'), '- [x] Add a cart\n- [ ] Write tests\n');
  expect((await scan()).stdout).toMatch(/feature \d+\tticked in TODO.md\tAdd a cart\n/);
  const [plan] = JSON.parse((await scan('--complete', '--json')).stdout);
  expect(plan).toMatchObject({ completed: 1, finished: [], plan: { total_tasks: 2 } });
});

it('takes the spelling of the milestone worker, and refuses what it cannot do', async () => {
  const status = await architectHere(['milestone_worker.py', '--status'], env);
  expect(status).toMatchObject({ code: 0, stdout: expect.stringMatching(/^PROJECT\tTASKS/) });
  const old = await architectHere(['milestone_worker', '--scan', '--project', 'shop', '--json'], env);
  expect(JSON.parse(old.stdout)).toHaveLength(1);
  expect(await scan('--project', 'none')).toMatchObject({ code: 5, stderr: expect.stringContaining('shop') });
  expect((await scan('--status', '--import')).code).toBe(2);
});

it('finds projects, says which are new, and imports them once', async () => {
  mkdirSync(join(root, 'code/cart/features'), { recursive: true });
  writeFileSync(join(root, 'code/cart/package.json'), '{}');
  writeFileSync(join(root, 'code/cart/features/all.json'), '["Add wares"]');
  const find = (...words: string[]) => architectHere(['projects', 'scan', ...words], env);
  expect(await find()).toMatchObject({ code: 0, stderr: expect.stringContaining('CODE_SOURCES') });
  const directory = join(root, 'code');
  const row = (project: string) => `${project}\tcart\tJavaScript\t1\t${directory}/cart\n`;
  expect(await find(directory)).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining(row('new')),
  });
  expect((await find(directory, '--import')).stdout).toContain(row('2'));
  const again = JSON.parse((await find(directory, '--import', '--json')).stdout);
  expect(again.discovered).toMatchObject([{ name: 'cart', project_id: 2 }]);
  expect(await find('/not/there')).toMatchObject({ code: 1, stderr: expect.stringContaining('/not/there') });
});
