import { featureEndpoints } from '@architect/contracts/features';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finished } from '../support/prompts.ts';
import { runShell } from './run-shell.ts';
import { type Fleet, startFleet } from './start-fleet.ts';

/** A literal that people have in their scripts: it runs as printed, but for host and port. */
const assignCommand = `curl -X POST http://localhost:8080/api/assign-to-tmux \\
  -H "Content-Type: application/json" \\
  -d '{
    "session": "task_worker1",
    "task_type": "feature",
    "task_id": 123,
    "message": "Implement user authentication"
  }'`;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
  await fleet.createAgent('task_worker1');
});
afterAll(() => fleet?.end());

/** One line of the documents' lists of paths, through curl. */
async function call(method: string, path: string, body?: object) {
  const data = body ? ` -H 'content-type: application/json' -d '${JSON.stringify(body)}'` : '';
  const text = await runShell(fleet, `curl -X ${method}${data} 'http://localhost:8080${path}'`);
  const reply = JSON.parse(text);
  expect(reply, `${method} ${path}: ${text.slice(0, 500)}`).toMatchObject({ success: true });
  return reply;
}

test('every path of the lists of records answers, with the methods they name', async () => {
  const project = (await call('POST', '/api/projects', { name: 'shop' })).id;
  await call('PUT', `/api/projects/${project}`, { description: 'Sells things' });
  const milestone = (await call('POST', '/api/milestones', { project_id: project, name: '1.0' })).id;
  await call('PUT', `/api/milestones/${milestone}`, { status: 'active' });
  const inProject = { project_id: project, milestone_id: milestone };
  const feature = (await call('POST', '/api/features', { ...inProject, name: 'Search' })).id;
  await call('PUT', `/api/features/${feature}`, { status: 'spec' });
  const bug = (await call('POST', '/api/bugs', { ...inProject, title: 'It breaks', severity: 'high' })).id;
  await call('PUT', `/api/bugs/${bug}`, { status: 'in_progress' });
  for (const [path, found] of [
    ['/api/projects', { name: 'shop', description: 'Sells things' }],
    ['/api/milestones', { name: '1.0', status: 'active' }],
    [`/api/features?project_id=${project}&milestone_id=${milestone}&status=spec`, { name: 'Search' }],
    [`/api/bugs?project_id=${project}&status=in_progress&severity=high`, { title: 'It breaks' }],
    ['/api/search?q=breaks', { kind: 'bug', id: bug }],
  ] as const)
    expect((await call('GET', path)).data, path).toMatchObject([found]);
  await call('POST', '/api/activity', { action: 'deployed', entity_type: 'project', entity_id: project });
  expect((await call('GET', '/api/activity?per_page=1')).data).toMatchObject([{ action: 'deployed' }]);
  expect((await call('GET', '/api/stats')).data).toBeTypeOf('object');
  await call('DELETE', `/api/projects/${project}`);
  expect((await call('GET', '/api/projects')).data).toEqual([]);
});

test('suggestions go their way through the paths of the lists', async () => {
  const suggest = async (title: string) => (await call('POST', '/api/tasks/suggest', { title })).id;
  const [one, other] = [await suggest('Look at the logs'), await suggest('Paint it')];
  expect((await call('GET', '/api/tasks/suggest')).data).toHaveLength(2);
  await call('POST', `/api/tasks/suggest/${one}/confirm`, {});
  await call('POST', `/api/tasks/suggest/${other}/skip`, {});
  await call('POST', `/api/tasks/suggest/${one}/complete`, {});
  expect(await call('GET', `/api/tasks/suggest/${one}/status`)).toMatchObject({ status: 'completed' });
  expect(await call('GET', `/api/tasks/suggest/${other}/status`)).toMatchObject({ status: 'skipped' });
});

test('feature 123 goes to a session by the shell example', async () => {
  const project = (await call('POST', '/api/projects', { name: 'accounts' })).id;
  const rows = Array.from({ length: 123 }, (_, at) => `Feature ${at},${project}`);
  await fleet.server.call(featureEndpoints.importFeatures, {
    body: { format: 'csv', text: `name,project_id\n${rows.join('\n')}` },
  });
  const reply = JSON.parse(await runShell(fleet, assignCommand));
  expect(reply).toMatchObject({ success: true, data: { record: { kind: 'feature', id: 123 } } });
  const prompt = await finished(fleet.server, reply.prompt_id);
  expect(prompt).toMatchObject({ status: 'completed', assigned_session: 'task_worker1' });
  expect(prompt.content).toMatch(/Implement user authentication[\s\S]*Feature 123 of the project accounts/);
  const work = await call('GET', '/api/records/feature/123/work');
  expect(work.data).toMatchObject({ session: 'task_worker1', answer: prompt.response });
});
