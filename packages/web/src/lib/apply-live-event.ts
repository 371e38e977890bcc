import { type LivePayload, type LiveTopic, liveEvents } from '@architect/contracts/events';
import type { Pattern, Policy } from '@architect/contracts/patterns';
import type { Prompt, PromptDetail } from '@architect/contracts/prompts';
import { recordRef } from '@architect/contracts/records';
import type { Pagination } from '@architect/contracts/reply';
import type { Session } from '@architect/contracts/sessions';
import type { QueryClient } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';
import { isCounted, type Stale, type StaleRow, staleLists } from './stale-lists.ts';

export interface Page<Item> {
  items: Item[];
  pagination: Pagination;
}

/**
 * Puts a live event into the query cache: records are replaced in place at once. What else became stale is returned, so
 * that the caller can read those again at a bounded rate; so are records whose rows alone are out of date.
 */
export function applyLiveEvent(client: QueryClient, topic: string, payload: unknown): (Stale | StaleRow)[] {
  if (!isTopic(topic)) return [];
  const read = liveEvents[topic].safeParse(payload);
  // An event of a newer server: what is shown is read again rather than filled with half-understood data.
  if (!read.success) return everyList;
  return appliers[topic](client, read.data as never);
}

const all = (queryKey: readonly unknown[]): Stale => ({ queryKey });
const only = (queryKey: readonly unknown[]): Stale => ({ queryKey, exact: true });
/** The figures, without those of usage and queue that stand below them. */
const figures = only(queryKeys.stats);
const promptLists = all(queryKeys.prompts);
const interactions = all(queryKeys.interactions);
const everyList = [
  ...[promptLists, interactions, all(queryKeys.activity), all(queryKeys.stats), all(queryKeys.rules)],
  ...[all(queryKeys.policy), all(queryKeys.records), all(queryKeys.suggestions), all(queryKeys.autopilot)],
];

const appliers: {
  [T in LiveTopic]: (client: QueryClient, payload: LivePayload<T>) => (Stale | StaleRow)[];
} = {
  'session.added': (client, session) => putSession(client, session),
  'session.changed': (client, session) => putSession(client, session),
  'session.removed': (client, { name }) => {
    client.setQueryData<Session[]>(queryKeys.sessions, (known) => known?.filter((one) => one.name !== name));
    void client.invalidateQueries({ queryKey: queryKeys.session(name) });
    return [figures];
  },
  'prompt.changed': (client, prompt) => putPrompt(client, prompt),
  'prompt.removed': (client, { ids }) => {
    for (const id of ids) client.removeQueries({ queryKey: queryKeys.prompt(id) });
    return [promptLists, all(queryKeys.stats)];
  },
  'interaction.changed': (client, interaction) => {
    replaceInPages(client, queryKeys.interactions, interaction);
    return [interactions, figures];
  },
  'pattern.changed': (client, rule) => {
    client.setQueryData<Pattern[]>(queryKeys.rules, (known) =>
      known?.map((one) => (one.id === rule.id ? rule : one)),
    );
    return [all(queryKeys.rules)];
  },
  'pattern.removed': (client, { id }) => {
    client.setQueryData<Pattern[]>(queryKeys.rules, (known) => known?.filter((one) => one.id !== id));
    return [];
  },
  'policy.changed': (client, change) => {
    // At once: whether agents are answered automatically must never be shown late.
    client.setQueryData<Policy>(queryKeys.policy, (known) => (known ? { ...known, ...change } : known));
    return [all(queryKeys.policy)];
  },
  'record.changed': (client, change) => [
    only(queryKeys.record(change.kind, change.id)),
    all([...queryKeys.record(change.kind, change.id), 'history']),
    ...staleLists(client, change),
    ...(isCounted(change) ? [figures] : []),
  ],
  'record.parts_changed': (_client, { kind, id }) => [all(queryKeys.record(kind, id))],
  'assignment.changed': (_client, { record: { kind, id } }) => [
    all(queryKeys.record(kind, id)),
    all(queryKeys.workOf(kind)),
  ],
  'suggestion.changed': () => [all(queryKeys.suggestions), figures],
  'autopilot.changed': () => [all(queryKeys.autopilot)],
  // A notice; the error itself has changed as well, which is told as `record.changed`.
  'errors.alerted': () => [],
  'errors.counted': (_client, { ids }) => [
    ...ids.map((id) => all(queryKeys.record('error', id))),
    all(queryKeys.recordLists('error')),
  ],
  'node.changed': () => [figures],
  'activity.added': () => [all(queryKeys.activity)],
  // The page that started a scan shows it.
  'scan.progress': () => [],
  'server.lifecycle': () => [],
};

function putSession(client: QueryClient, session: Session): Stale[] {
  client.setQueryData<Session[]>(queryKeys.sessions, (known) => known && upsert(known, session));
  client.setQueryData<Session>(queryKeys.session(session.name), session);
  return [figures, all(queryKeys.explanations)];
}

function upsert(known: Session[], session: Session): Session[] {
  const isKnown = known.some((one) => one.name === session.name);
  if (isKnown) return known.map((one) => (one.name === session.name ? session : one));
  return [...known, session].sort((a, b) => a.name.localeCompare(b.name));
}

function putPrompt(client: QueryClient, prompt: Prompt): Stale[] {
  const wasShown = replaceInPages(client, queryKeys.prompts, prompt);
  const carried = recordRef.safeParse(prompt.metadata.record).data;
  // Who works on a record is told by its prompt.
  const work = carried ? [all(queryKeys.recordWork(carried.kind, carried.id))] : [];
  const detailKey = queryKeys.prompt(prompt.id);
  const detail = client.getQueryData<PromptDetail>(detailKey);
  if (detail) client.setQueryData<PromptDetail>(detailKey, { ...prompt, history: detail.history });
  // The history is not in the event.
  if (detail && detail.status !== prompt.status) void client.invalidateQueries({ queryKey: detailKey });
  if (wasShown && prompt.status === wasShown.status) return work;
  return [
    ...work,
    promptLists,
    all(queryKeys.stats),
    ...(carried ? [all(queryKeys.workOf(carried.kind))] : []),
  ];
}

/** @returns the record as it was shown before, if any page held it. */
function replaceInPages<Item extends { id: number }>(
  client: QueryClient,
  queryKey: readonly string[],
  item: Item,
): Item | undefined {
  let before: Item | undefined;
  client.setQueriesData<Page<Item>>({ queryKey }, (page) => {
    const shown = page?.items.find((one) => one.id === item.id);
    if (!page || !shown) return page;
    before = shown;
    return { ...page, items: page.items.map((one) => (one.id === item.id ? item : one)) };
  });
  return before;
}

function isTopic(topic: string): topic is LiveTopic {
  return topic in liveEvents;
}
