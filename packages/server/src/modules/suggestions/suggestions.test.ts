import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bugEndpoints } from '@architect/contracts/bugs';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { milestonePlanEndpoints } from '@architect/contracts/milestone-plans';
import { promptEndpoints } from '@architect/contracts/prompts';
import { type Suggestion, suggestionEndpoints } from '@architect/contracts/suggestions';
import { expect, onTestFinished, test } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { startTracker, type Tracker } from '../records/fixture-tracker.ts';

const hourMs = 3_600_000;

/** A clock that a test moves. */
function aClock() {
  let now = Date.parse('2026-03-01T12:00:00Z');
  return { clock: { now: () => now, after: () => () => undefined }, pass: (ms: number) => (now += ms) };
}

const suggest = (request: Tracker['request'], body: object) =>
  request<{ data: Suggestion[]; id: number; poll_url: string; duplicate: boolean }>('/api/tasks/suggest', {
    method: 'POST',
    body,
  });
const pending = async (request: Tracker['request']) =>
  (await request(suggestionEndpoints.listSuggestions)).body.data.map(({ title }) => title);

eachDatabase((_open, engine) => {
  test('an agent submits and polls, a person confirms, the agent completes with its result', async () => {
    const { request, audited } = await startTracker(engine);
    const wanted = {
      title: 'Try the checkout by hand',
      priority: 'normal',
      source_session: 'shop',
      context: { url: '/pay' },
    };
    const { body, status } = await suggest(request, wanted);
    expect([status, body.poll_url]).toEqual([201, `/api/tasks/suggest/${body.id}/status`]);
    expect((await suggest(request, wanted)).body).toMatchObject({ id: body.id, duplicate: true });
    await suggest(request, { title: 'Now', priority: 'critical' });
    expect(await pending(request)).toEqual(['Now', 'Try the checkout by hand']);
    const params = { id: body.id };
    const early = await request(suggestionEndpoints.completeSuggestion, { params, body: { result: 1 } });
    expect(early.body.error_code).toBe('CONFLICT');
    await request(suggestionEndpoints.confirmSuggestion, { params, body: { notes: 'please' } });
    expect((await request(body.poll_url)).body).toMatchObject({
      status: 'confirmed',
      confirmed_by: 'local',
      result: null,
    });
    const result = { passed: true, steps: ['a'] };
    await request(suggestionEndpoints.completeSuggestion, { params, body: { result } });
    expect((await request(body.poll_url)).body).toMatchObject({ id: body.id, status: 'completed', result });
    expect(await audited('suggestion.completed')).toMatchObject({ title: wanted.title });
    const again = await request(suggestionEndpoints.skipSuggestion, { params, body: { reason: 'no' } });
    expect(again.body).toMatchObject({ error_code: 'CONFLICT', error: expect.stringContaining('completed') });
  });

  test('what nobody decided expires, and is told so', async () => {
    const { clock, pass } = aClock();
    const { request } = await startTracker(engine, { clock });
    const { body } = await suggest(request, { title: 'Soon', confirmation_timeout: 300 });
    pass(301_000);
    expect((await request(body.poll_url)).body).toMatchObject({ status: 'expired' });
    expect(await pending(request)).toEqual([]);
    const late = await request(suggestionEndpoints.confirmSuggestion, { params: { id: body.id } });
    expect(late.status).toBe(409);
  });

  test('recurring errors, bugs that nobody answered and overdue milestones are suggested once', async () => {
    const { clock, pass } = aClock();
    const { request, aProject, aBug, aMilestone } = await startTracker(engine, { clock });
    const project_id = (await aProject()).id;
    const report = { project_id, error_type: 'Error', source: 'x' };
    for (const message of ['often', 'often', 'often', 'often', 'often', 'seldom'])
      await request(errorGroupEndpoints.reportError, { body: { ...report, message } });
    await aBug({ project_id, title: 'Slow', priority: 'high' });
    await aBug({ project_id, title: 'Taken', priority: 'high', assigned_to: 'ada' });
    const milestone = await aMilestone({ project_id, name: 'Beta' });
    await request(`/api/milestones/${milestone.id}`, {
      method: 'PATCH',
      body: { target_date: '2026-02-20' },
    });
    pass(2 * hourMs);
    const { body } = await suggest(request, { generate: true, project_id });
    expect(body.data.map(({ origin, becomes }) => [origin, becomes])).toEqual([
      ['recurring_error', 'bug'],
      ['unanswered_bug', 'devops_task'],
      ['overdue_milestone', 'devops_task'],
    ]);
    expect((await suggest(request, { generate: true })).body.data).toEqual([]);
    const [first, second] = body.data;
    if (!first || !second) throw new Error('there are three');
    const skip = { params: { id: second.id }, body: { reason: 'known' } };
    expect((await request(suggestionEndpoints.skipSuggestion, skip)).body.data.reason).toBe('known');
    expect((await suggest(request, { generate: true })).body.data).toEqual([]);
    const made = await request(suggestionEndpoints.confirmSuggestion, { params: { id: first.id } });
    const bug = made.body.data.record;
    if (bug?.kind !== 'bug') throw new Error('it became no bug');
    const read = await request(bugEndpoints.getBug, { params: { id: bug.id } });
    expect(read.body.data).toMatchObject({
      project_id,
      severity: 'medium',
      status: 'open',
      error_id: first.about?.id,
    });
  });
});

test('what a file says is to be done is suggested once, and becomes one record whoever makes it', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'todos-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await writeFile(join(root, 'cart.ts'), '// FIXME: totals are wrong\n// TODO: sort by name\n');
  await writeFile(join(root, 'guide.md'), '- [ ] a step that every reader takes\n');
  const { request, aProject } = await startTracker();
  const { id: project_id } = await aProject({ source_path: root });
  const { data } = (await suggest(request, { generate: true })).body;
  expect(data.map(({ title, origin, becomes, priority }) => [title, origin, becomes, priority])).toEqual([
    ['totals are wrong', 'todo', 'bug', 'high'],
    ['sort by name', 'todo', 'feature', 'medium'],
  ]);
  expect(data[0]).toMatchObject({ project_id, description: expect.stringContaining('cart.ts:1') });
  expect((await suggest(request, { generate: true })).body.data).toEqual([]);
  const confirm = (id = 0) => request(suggestionEndpoints.confirmSuggestion, { params: { id } });
  const bug = (await confirm(data[0]?.id)).body.data.record;
  const plan = async () => {
    const body = { import: true };
    const [one] = (await request(milestonePlanEndpoints.planMilestones, { body })).body.data;
    return { imported: one?.imported, tasks: one?.plan.milestones.flatMap(({ tasks }) => tasks) ?? [] };
  };
  const planned = await plan();
  // The step in the guide is work of a plan, not a suggestion.
  expect(planned.imported).toMatchObject({ features: 2, bugs: 0 });
  const recordOf = (title: string) => planned.tasks.find((task) => task.title === title)?.record;
  expect(recordOf('totals are wrong')).toEqual(bug);
  expect((await confirm(data[1]?.id)).body.data.record).toEqual(recordOf('sort by name'));
});

test('confirmed as a feature or as a prompt; nothing is made when it is refused', async () => {
  const { request, aProject } = await startTracker();
  const { body } = await suggest(request, {
    title: 'Dark mode',
    description: 'For the night.',
    becomes: 'feature',
  });
  const params = { id: body.id };
  const refused = await request(suggestionEndpoints.confirmSuggestion, { params });
  expect(refused.body).toMatchObject({ error_code: 'VALIDATION_FAILED' });
  expect((await request(body.poll_url)).body).toMatchObject({ status: 'pending' });
  const project_id = (await aProject()).id;
  const made = await request(suggestionEndpoints.confirmSuggestion, { params, body: { project_id } });
  expect(made.body.data.record).toMatchObject({ kind: 'feature' });
  const other = (await suggest(request, { title: 'Look at the logs', becomes: 'prompt' })).body.id;
  const sent = await request(suggestionEndpoints.confirmSuggestion, { params: { id: other } });
  const id = sent.body.data.prompt_id ?? 0;
  const prompt = await request(promptEndpoints.getPrompt, { params: { id } });
  expect(prompt.body.data).toMatchObject({ content: 'Look at the logs', metadata: { suggestion_id: other } });
});

test('says what is missing of the form that comes nearest', async () => {
  const { request } = await startTracker();
  const refusal = async (body: object) => (await suggest(request, body)).body.error;
  expect(await refusal({})).toBe('body: either generate must be true, or title is required.');
  expect(await refusal({ title: 'Try it', priority: 'urgent' })).toBe(
    'priority: either must be normal, or must be one of critical, high, medium, low.',
  );
});
