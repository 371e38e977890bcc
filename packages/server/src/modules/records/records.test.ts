import { bugEndpoints } from '@architect/contracts/bugs';
import { featureEndpoints } from '@architect/contracts/features';
import { recordPartEndpoints } from '@architect/contracts/record-parts';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrations } from '../../migrations.ts';
import { systemClock } from '../../platform/clock.ts';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { migrateDown, migrateUp } from '../../platform/database/migrate.ts';
import { startTracker } from './fixture-tracker.ts';

const { createBug, getBug, changeBug, deleteBug, restoreBug, listBugs, changeBugs, exportBugs, importBugs } =
  bugEndpoints;

eachDatabase((open, engine) => {
  it('keeps a record through its whole life, each step in its history', async () => {
    const { request, server } = await startTracker(engine);
    const heard: unknown[] = [];
    server.events.subscribe('record.changed', (event) => heard.push(event));
    const created = await request(createBug, { body: { title: 'Login fails', severity: 'high' } });
    expect(created).toMatchObject({
      status: 201,
      body: { success: true, data: { version: 1, created_by: 'local', deleted_at: null, priority: 'high' } },
    });
    const { id } = created.body;
    const params = { id };
    await request(changeBug, { params, body: { description: 'Since **yesterday**', labels: ['login'] } });
    expect((await request(deleteBug, { params })).body.data.deleted_at).not.toBeNull();
    expect((await request(changeBug, { params, body: { title: 'x' } })).status).toBe(409);
    expect((await request(listBugs, {})).body.data).toEqual([]);
    expect((await request(listBugs, { query: { deleted: 'only' } })).body.data).toMatchObject([{ id }]);
    expect((await request(restoreBug, { params })).body.data).toMatchObject({
      version: 4,
      deleted_at: null,
      description: 'Since **yesterday**',
      labels: ['login'],
    });
    const history = await request(recordPartEndpoints.listRecordHistory, {
      params: { kind: 'bug', id },
      query: { sort: 'id' },
    });
    expect(history.body.data.map(({ action, actor }) => [action, actor])).toEqual([
      ['bug.created', 'local'],
      ['bug.changed', 'local'],
      ['bug.deleted', 'local'],
      ['bug.restored', 'local'],
    ]);
    expect(history.body.data[1]?.details).toEqual({
      title: 'Login fails',
      changes: {
        description: { from: '', to: 'Since **yesterday**' },
        labels: { from: [], to: ['login'] },
      },
    });
    expect(heard).toHaveLength(4);
    expect(heard.slice(1, 3)).toEqual([
      { kind: 'bug', id, version: 2, project_id: null, deleted: false, fields: ['description', 'labels'] },
      { kind: 'bug', id, version: 3, project_id: null, deleted: true },
    ]);
  });

  it('loses nobody’s text when two people edit the same record', async () => {
    const { request, aBug } = await startTracker(engine);
    const { id, version } = await aBug();
    const params = { id };
    const first = { description: 'by one', version };
    const second = { description: 'by another', version };
    expect((await request(changeBug, { params, body: first })).status).toBe(200);
    const refused = await request(changeBug, { params, body: second });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error_code: 'CONFLICT',
        details: {
          current: { id, version: 2, description: 'by one' },
          yours: { description: 'by another' },
        },
      },
    });
    expect((await request(getBug, { params })).body.data.description).toBe('by one');
    expect((await request(changeBug, { params, body: { ...second, version: 2 } })).status).toBe(200);
  });

  it('lets exactly one of many writers with the same version win', async () => {
    const { request, aBug } = await startTracker(engine);
    const { id } = await aBug();
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        request(changeBug, { params: { id }, body: { description: `text ${at}`, version: 1 } }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(7);
  });

  it('changes many at once, or none', async () => {
    const { request, aBug } = await startTracker(engine);
    const ids = [(await aBug()).id, (await aBug()).id];
    const done = await request(changeBugs, { body: { ids, change: { priority: 'low', labels: ['ui'] } } });
    expect(done.body.data.map(({ priority, labels }) => [priority, labels])).toEqual([
      ['low', ['ui']],
      ['low', ['ui']],
    ]);
    const refused = await request(changeBugs, {
      body: { ids: [...ids, 999], change: { priority: 'critical' } },
    });
    expect(refused.status).toBe(404);
    const left = await request(listBugs, { query: { priority: 'low' } });
    expect(left.body.pagination.total).toBe(2);
  });

  it('finds records by their labels, those from before an upgrade as well', async () => {
    const { request, server, aBug, aProject } = await startTracker(engine);
    const both = (await aBug({ labels: ['ui', 'login'] })).id;
    const one = (await aBug({ labels: ['ui'] })).id;
    const none = (await aBug()).id;
    const find = async (query: Record<string, string>) =>
      (await request(listBugs, { query: { sort: 'id', ...query } })).body.data.map(({ id }) => id);
    expect(await find({ labels: 'ui' })).toEqual([both, one]);
    expect(await find({ labels: 'ui, login' })).toEqual([both]);
    expect(await find({ labels_in: 'login,other' })).toEqual([both]);
    expect(await find({ labels_ne: 'login' })).toEqual([one, none]);
    const gone = await aBug({ labels: ['gone', 'ui'] });
    await request(deleteBug, { params: { id: gone.id } });
    const used = async (query: { kind: 'bug' | 'feature'; project_id?: number }) =>
      (await request(recordPartEndpoints.listLabels, { query })).body.data.map(Object.values);
    expect(await used({ kind: 'bug' })).toEqual([
      ['ui', 2],
      ['login', 1],
    ]);
    expect(await used({ kind: 'feature' })).toEqual([]);
    const project = await aProject();
    await aBug({ labels: ['ui'], project_id: project.id });
    expect(await used({ kind: 'bug', project_id: project.id })).toEqual([['ui', 1]]);
    await request(changeBug, { params: { id: both }, body: { labels: ['api'] } });
    await request(changeBug, { params: { id: one }, body: { title: 'Same labels' } });
    expect(await find({ labels: 'ui', q: 'same' })).toEqual([one]);
    expect(await find({ labels: 'api' })).toEqual([both]);
    const upgrade = migrations.find((migration) => migration.id === '0048_bug_lists');
    await server.db.write(async (tx) => {
      await sql`delete from record_labels`.execute(tx.tables());
      await upgrade?.down(tx.tables(), server.db.dialect);
      await upgrade?.up(tx.tables(), server.db.dialect);
    });
    expect(await find({ labels: 'ui' })).toHaveLength(2);
  });

  it('says so where counting stopped', async () => {
    const { request, server, aBug } = await startTracker(engine);
    await aBug({ title: 'Timeout of the page' });
    const columns = sql.raw(
      'version, created_by, created_at, updated_by, updated_at, title, description, severity, priority, status, labels_json, resolution, respond_by',
    );
    await server.db.write(async (tx) => {
      await sql`insert into bugs (${columns})
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select ${columns} from bugs, n`.execute(
        tx.tables(),
      );
      const words = sql.raw('title, status, is_deleted, title_words, body_words');
      await sql`insert into record_index (kind, record_id, ${words}) select 'bug', bugs.id, ${sql.raw(
        'first.title, first.status, first.is_deleted, first.title_words, first.body_words',
      )} from bugs, record_index as first where bugs.id > first.record_id`.execute(tx.tables());
    });
    const find = async (q: string) => (await request(listBugs, { query: { q } })).body.pagination;
    expect(await find('timeout')).toMatchObject({ total: 5000, is_cut: true });
    await request(deleteBug, { params: { id: 5001 } });
    expect(await find('timeout')).toEqual({ page: 1, per_page: 20, total: 5000, total_pages: 250 });
  });

  it('sorts and compares by urgency, not by the alphabet', async () => {
    const { request, aBug } = await startTracker(engine);
    for (const priority of ['medium', 'critical', 'low', 'high'] as const) await aBug({ priority });
    const list = async (query: Record<string, string>) =>
      (await request(listBugs, { query })).body.data.map(({ priority }) => priority);
    expect(await list({ sort: '-priority' })).toEqual(['critical', 'high', 'medium', 'low']);
    expect(await list({ sort: 'priority' })).toEqual(['low', 'medium', 'high', 'critical']);
    expect(await list({ priority_gte: 'high', sort: 'priority' })).toEqual(['high', 'critical']);
  });

  it.each([
    ['status=opne', 'status: must be one of open, in_progress, resolved, closed, wont_fix'],
    ['status_in=open,clsed', 'status_in: takes some of open, in_progress'],
    ['severity_gte=hgh', 'severity_gte: must be one of low, medium, high, critical'],
    ['sort=colour', 'sort takes id, version'],
  ])('says what a list takes instead of %s', async (query, error) => {
    const { server } = await startTracker(engine);
    const reply = await server.local.request(`/api/bugs?${query}`);
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining(error) } });
  });

  it('finds records by their words, the last one unfinished, in every language', async () => {
    const { request, aBug, aFeature, aProject } = await startTracker(engine);
    const project = await aProject({ name: 'Shop' });
    const bug = await aBug({
      title: 'Fehler beim Öffnen',
      description: 'report.ts:12 "quoted" -- drop table bugs;',
    });
    const feature = await aFeature({
      project_id: project.id,
      name: 'Open reports faster',
      spec: 'Ein Öffnen',
    });
    const find = async (q: string, more = {}) =>
      (await request(recordPartEndpoints.searchRecords, { query: { q, ...more } })).body.data.map(
        ({ kind, id }) => `${kind} ${id}`,
      );
    const [bugKey, featureKey] = [`bug ${bug.id}`, `feature ${feature.id}`];
    // The word in the title weighs more than the one in the text.
    expect(await find('offnen')).toEqual([bugKey, featureKey]);
    expect(await find('rep')).toEqual(expect.arrayContaining([bugKey, featureKey]));
    expect(await find('report fast')).toEqual([]);
    expect(await find('reports fast')).toEqual([featureKey]);
    expect(await find('öff', { kind: 'feature' })).toEqual([featureKey]);
    expect(await find('öff', { project_id: project.id })).toEqual([featureKey]);
    expect(await find('"; drop table bugs; --')).toEqual([bugKey]);
    expect(await find('***')).toEqual([]);
    expect((await request(listBugs, { query: { q: 'öffnen' } })).body.data).toMatchObject([{ id: bug.id }]);
    await request(changeBug, { params: { id: bug.id }, body: { title: 'Renamed' } });
    await request(deleteBug, { params: { id: bug.id } });
    expect(await find('offnen')).toEqual([featureKey]);
    expect(await find('renamed')).toEqual([]);
  });

  it('exports what the list shows, and imports it again', async () => {
    const { request, server, aBug, aProject } = await startTracker(engine);
    const project = await aProject();
    await aBug({
      title: '=cmd|calc',
      description: 'two\nlines, "quoted"',
      labels: ['a', 'b'],
      project_id: project.id,
    });
    await aBug({ title: 'resolved', status: 'resolved' });
    const csv = await request(exportBugs, { query: { status: 'open' } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="bugs.csv"');
    expect(csv.text).toContain("'=cmd|calc");
    expect(csv.text).not.toContain('resolved,');
    const trial = await request(importBugs, { body: { format: 'csv', text: csv.text, dry_run: true } });
    expect(trial.body.data).toEqual({ dry_run: true, created: 1, ids: [], faults: [] });
    const done = await request(importBugs, { body: { format: 'csv', text: csv.text } });
    expect(done.body.data).toMatchObject({ created: 1, faults: [] });
    const id = done.body.data.ids[0] ?? 0;
    expect((await request(getBug, { params: { id } })).body.data).toMatchObject({
      title: '=cmd|calc',
      description: 'two\nlines, "quoted"',
      labels: ['a', 'b'],
      project_id: project.id,
    });
    const json = await server.local.request<object[]>('/api/bugs/export?format=json&status=resolved');
    expect(json.body).toMatchObject([{ title: 'resolved', status: 'resolved' }]);
    const again = await request(importBugs, { body: { format: 'json', text: json.text } });
    expect(again.body.data.created).toBe(1);
  });

  it.each([
    ['', 'at least 1'],
    ['title\n', 'there is no row'],
    ['title,colour\nx,red\n', 'names "colour"'],
    ['severity\nhigh\n', null],
    ['title,severity\na,high\nb,worst\n', null],
    ['title,project_id\na,\nb,77\n', 'row 2: there is no project 77'],
  ])('imports nothing of %j, and a trial says the same', async (text, error) => {
    const { request } = await startTracker(engine);
    for (const dry_run of [false, true]) {
      const reply = await request(importBugs, { body: { format: 'csv', text, dry_run } });
      if (error === null) expect(reply.body.data.faults.length).toBeGreaterThan(0);
      else expect(reply.body.error).toContain(error);
    }
    expect((await request(listBugs, {})).body.pagination.total).toBe(0);
  });

  it('keeps comments, which only their authors edit', async () => {
    const { request, server, aBug } = await startTracker(engine);
    const { id } = await aBug();
    const params = { kind: 'bug', id } as const;
    const { listComments, addComment, editComment, deleteComment } = recordPartEndpoints;
    const mine = await request(addComment, { params, body: { body: 'Seen **twice**' } });
    expect(mine).toMatchObject({ status: 201, body: { data: { author: 'local', record: params } } });
    const other = await server.signIn('operator');
    const own = { params: { id: mine.body.id } };
    expect((await other.request(editComment, { ...own, body: { body: 'no' } })).status).toBe(403);
    expect((await other.request(deleteComment, own)).status).toBe(403);
    await request(editComment, { ...own, body: { body: 'Seen three times' } });
    expect((await request(listComments, { params })).body.data).toMatchObject([
      { body: 'Seen three times', edited_at: expect.any(String) },
    ]);
    const theirs = await other.request(addComment, { params, body: { body: 'Mine' } });
    // The local token is an administrator's.
    expect((await request(deleteComment, { params: { id: theirs.body.id } })).status).toBe(200);
    expect((await request(addComment, { params: { kind: 'bug', id: 99 }, body: { body: 'x' } })).status).toBe(
      404,
    );
    expect((await request(addComment, { params, body: { body: ' \n' } })).status).toBe(400);
  });

  it('relates records of any kind, both ways and never in a circle', async () => {
    const { request, aBug, aProject, aFeature } = await startTracker(engine);
    const bug = { kind: 'bug', id: (await aBug({ title: 'A' })).id } as const;
    const project = await aProject();
    const feature = {
      kind: 'feature',
      id: (await aFeature({ project_id: project.id, name: 'B' })).id,
    } as const;
    const { listRelations, addRelation, removeRelation } = recordPartEndpoints;
    const add = (
      from: typeof bug | typeof feature,
      to: typeof bug | typeof feature,
      type = 'blocks' as const,
    ) => request(addRelation, { params: from, body: { type, other: to } });
    const made = await add(bug, feature);
    expect(made).toMatchObject({
      status: 201,
      body: {
        data: { type: 'blocks', direction: 'out', other: { ...feature, title: 'B', status: 'draft' } },
      },
    });
    expect((await request(listRelations, { params: feature })).body.data).toMatchObject([
      { type: 'blocks', direction: 'in', other: { ...bug, title: 'A' } },
    ]);
    expect((await add(bug, feature)).status).toBe(409);
    expect((await add(feature, bug)).body.error).toContain('circle');
    expect((await add(bug, bug)).status).toBe(400);
    const [one, two] = [await aBug(), await aBug()].map(({ id }) => ({ kind: 'bug', id }) as const);
    if (!one || !two) throw new Error('two bugs were made');
    // Neither of two that come at once sees the other's.
    const both = await Promise.all([add(one, two), add(two, one)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    await request(deleteBug, { params: { id: bug.id } });
    expect((await request(listRelations, { params: feature })).body.data[0]?.other.deleted).toBe(true);
    expect((await request(removeRelation, { params: { id: made.body.id } })).status).toBe(200);
    expect((await request(listRelations, { params: feature })).body.data).toEqual([]);
  });

  it.each([
    [{ type: 'branch', value: 'fix/login-0131' }, 201],
    [{ type: 'branch', value: 'a..b' }, 400],
    [{ type: 'commit', value: 'abc' }, 400],
    [{ type: 'commit', value: '0123abcdef' }, 201],
    [{ type: 'pull_request', value: 'javascript:alert(1)' }, 400],
    [{ type: 'url', value: 'https://example.org/x' }, 201],
  ] as const)('links %j: %i', async (body, status) => {
    const { request, aBug } = await startTracker(engine);
    const params = { kind: 'bug', id: (await aBug()).id } as const;
    const { addLink, listLinks, removeLink } = recordPartEndpoints;
    const reply = await request(addLink, { params, body });
    expect(reply.status).toBe(status);
    if (status !== 201) return;
    expect((await request(addLink, { params, body })).status).toBe(409);
    expect((await request(listLinks, { params })).body.data).toMatchObject([body]);
    expect((await request(removeLink, { params: { id: reply.body.id } })).status).toBe(200);
  });

  it('takes its tables away and back', async () => {
    const { db } = await open();
    const kept = '0030_patterns';
    const undone = await migrateDown(db, migrations, kept);
    expect(undone).toEqual(expect.arrayContaining(['0040_records', '0043_features']));
    expect(await migrateUp(db, migrations, systemClock)).toEqual([...undone].reverse());
  });
});

it('refuses who may only look', async () => {
  const { server, aBug } = await startTracker();
  const { id } = await aBug();
  const viewer = await server.signIn('viewer');
  expect((await viewer.request(getBug, { params: { id } })).status).toBe(200);
  expect((await viewer.request(changeBug, { params: { id }, body: { title: 'x' } })).status).toBe(403);
  expect((await viewer.request(featureEndpoints.listFeatures, {})).status).toBe(200);
});
