import type { Prompt, PromptDetail } from '@architect/contracts/prompts';
import type { Session } from '@architect/contracts/sessions';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { applyLiveEvent } from './apply-live-event.ts';
import { queryKeys } from './query-keys.ts';

const at = '2026-01-01T12:00:00.000Z';

function aSession(change: Partial<Session> & { name: string }): Session {
  return {
    node: 'local',
    mode: 'terminal',
    pane_id: '%1',
    provider: 'claude',
    agent_version: null,
    state: 'idle',
    state_since: at,
    evidence: null,
    deliverable: true,
    not_deliverable_because: null,
    draft: null,
    dialog: null,
    limited_until: null,
    current_prompt_id: null,
    working_dir: '/srv',
    git_branch: null,
    role: null,
    tier: null,
    attached_clients: 0,
    width: 120,
    height: 40,
    created_at: at,
    managed: true,
    ...change,
  };
}

function aPrompt(change: Partial<Prompt> & { id: number }): Prompt {
  return {
    content: 'x',
    status: 'pending',
    priority: 0,
    source: 'web',
    target_session: null,
    node: null,
    target_provider: null,
    providers: [],
    fallback: [],
    allow_fallback: false,
    allow_shared_directory: false,
    mode: null,
    usage: null,
    assigned_session: null,
    response: null,
    error: null,
    error_code: null,
    retry_count: 0,
    max_retries: 3,
    timeout_minutes: 30,
    elapsed_seconds: 0,
    waiting_reason: null,
    depends_on: [],
    idempotency_key: null,
    receipts: [],
    metadata: {},
    archived: false,
    created_by: null,
    created_at: at,
    assigned_at: null,
    started_at: null,
    completed_at: null,
    ...change,
  };
}

test('a session is replaced in place, added in order and removed', () => {
  const client = new QueryClient();
  client.setQueryData(queryKeys.sessions, [aSession({ name: 'a' }), aSession({ name: 'c' })]);
  applyLiveEvent(client, 'session.changed', aSession({ name: 'c', state: 'busy' }));
  applyLiveEvent(client, 'session.added', aSession({ name: 'b' }));
  applyLiveEvent(client, 'session.removed', { name: 'a', node: 'local', reason: 'killed' });
  const shown = client.getQueryData<Session[]>(queryKeys.sessions) ?? [];
  expect(shown.map((one) => `${one.name} ${one.state}`)).toEqual(['b idle', 'c busy']);
});

test('a prompt changes in every list that shows it; lists are stale only when its status changed', () => {
  const client = new QueryClient();
  const key = queryKeys.promptList({ page: 1 });
  const pagination = { page: 1, per_page: 20, total: 1, total_pages: 1 };
  client.setQueryData(key, { items: [aPrompt({ id: 7 })], pagination });
  expect(
    applyLiveEvent(client, 'prompt.changed', aPrompt({ id: 7, waiting_reason: 'docs is busy' })),
  ).toEqual([]);
  const assigned = aPrompt({ id: 7, status: 'assigned' });
  expect(applyLiveEvent(client, 'prompt.changed', assigned)).toContainEqual({ queryKey: queryKeys.prompts });
  expect(client.getQueryData(key)).toMatchObject({ items: [{ id: 7, status: 'assigned' }], pagination });
});

test('a prompt that no list shows makes the lists stale', () => {
  const client = new QueryClient();
  expect(applyLiveEvent(client, 'prompt.changed', aPrompt({ id: 8 }))).toContainEqual({
    queryKey: queryKeys.prompts,
  });
});

test('an open detail keeps its history and is read again when the status changed', () => {
  const client = new QueryClient();
  const history = [{ action: 'queued', at, session: null, actor: null, details: '' }];
  client.setQueryData<PromptDetail>(queryKeys.prompt(7), { ...aPrompt({ id: 7 }), history });
  applyLiveEvent(client, 'prompt.changed', aPrompt({ id: 7, status: 'in_progress' }));
  expect(client.getQueryData(queryKeys.prompt(7))).toMatchObject({ status: 'in_progress', history });
  expect(client.getQueryState(queryKeys.prompt(7))?.isInvalidated).toBe(true);
});

test('what is not understood changes nothing shown and asks for a fresh read', () => {
  const client = new QueryClient();
  client.setQueryData(queryKeys.sessions, [aSession({ name: 'a' })]);
  expect(applyLiveEvent(client, 'session.changed', { name: 'a', state: 'dreaming' })).toContainEqual({
    queryKey: queryKeys.prompts,
  });
  expect(client.getQueryData(queryKeys.sessions)).toMatchObject([{ state: 'idle' }]);
  expect(applyLiveEvent(client, 'weather.changed', {})).toEqual([]);
});

test('a prompt that carries a record makes the work on it stale, and that of lists once it goes on', () => {
  const client = new QueryClient();
  const prompt = aPrompt({ id: 1, metadata: { record: { kind: 'bug', id: 7 } } });
  const stale = applyLiveEvent(client, 'prompt.changed', prompt);
  expect(stale).toContainEqual({ queryKey: queryKeys.recordWork('bug', 7) });
  expect(stale).toContainEqual({ queryKey: queryKeys.workOf('bug') });
  const plain = applyLiveEvent(client, 'prompt.changed', aPrompt({ id: 2 }));
  expect(plain).not.toContainEqual({ queryKey: queryKeys.workOf('bug') });
});

test('a changed record makes only those lists stale that it may come into, leave or stand elsewhere in', () => {
  const client = new QueryClient();
  const show = (queryKey: readonly unknown[], ids: number[]) =>
    new QueryObserver(client, {
      queryKey,
      staleTime: Number.POSITIVE_INFINITY,
      initialData: { items: ids.map((id) => ({ id })) },
    }).subscribe(() => undefined);
  const open = queryKeys.recordList('bug', { status_in: 'open,in_progress', sort: '-id' });
  const urgent = queryKeys.recordList('bug', { priority: 'critical', sort: '-id' });
  const latest = queryKeys.recordList('bug', { q: undefined, sort: '-updated_at' });
  const features = queryKeys.recordList('feature', { sort: '-id' });
  for (const key of [open, urgent, latest, features]) show(key, [7]);
  const listsAfter = (change: { id?: number; fields?: string[] }) => {
    const event = { kind: 'bug', id: 7, version: 2, project_id: null, deleted: false, ...change };
    const stale = applyLiveEvent(client, 'record.changed', event);
    return [open, urgent, latest, features, { row: { kind: 'bug', id: change.id ?? 7 } }].filter((wanted) =>
      stale.some((one) => JSON.stringify('row' in one ? one : one.queryKey) === JSON.stringify(wanted)),
    );
  };
  expect(listsAfter({ fields: ['description'] })).toEqual([latest, { row: { kind: 'bug', id: 7 } }]);
  expect(listsAfter({ fields: ['priority'] })).toEqual([urgent, latest, { row: { kind: 'bug', id: 7 } }]);
  expect(listsAfter({ id: 8, fields: ['description'] })).toEqual([latest]);
  expect(listsAfter({})).toEqual([open, urgent, latest]);
});
