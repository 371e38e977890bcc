import { type LivePayload, type LiveTopic, liveEvents } from '@architect/contracts/events';
import type { Pattern, Policy } from '@architect/contracts/patterns';
import type { Prompt, PromptDetail } from '@architect/contracts/prompts';
import { recordRef } from '@architect/contracts/records';
import type { Pagination } from '@architect/contracts/reply';
import type { Session } from '@architect/contracts/sessions';
import type { QueryClient } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export interface Page<Item> {
  items: Item[];
  pagination: Pagination;
}

/** What must be read again because an event cannot say how it changed (order, totals, filters). */
export type Stale =
  | 'prompts'
  | 'interactions'
  | 'activity'
  | 'stats'
  | 'explanation'
  | 'rules'
  | 'policy'
  | 'records'
  | 'suggestions';

/**
 * Puts a live event into the query cache: records are replaced in place at once; the names of what else
 * became stale are returned, so that the caller can read those again at a bounded rate.
 */
export function applyLiveEvent(client: QueryClient, topic: string, payload: unknown): Stale[] {
  if (!isTopic(topic)) return [];
  const read = liveEvents[topic].safeParse(payload);
  // An event of a newer server: what is shown is read again rather than filled with half-understood data.
  if (!read.success)
    return ['prompts', 'interactions', 'activity', 'stats', 'rules', 'policy', 'records', 'suggestions'];
  return appliers[topic](client, read.data as never);
}

const appliers: { [T in LiveTopic]: (client: QueryClient, payload: LivePayload<T>) => Stale[] } = {
  'session.added': (client, session) => putSession(client, session),
  'session.changed': (client, session) => putSession(client, session),
  'session.removed': (client, { name }) => {
    client.setQueryData<Session[]>(queryKeys.sessions, (all) => all?.filter((one) => one.name !== name));
    void client.invalidateQueries({ queryKey: queryKeys.session(name) });
    return ['stats'];
  },
  'prompt.changed': (client, prompt) => putPrompt(client, prompt),
  'prompt.removed': (client, { ids }) => {
    for (const id of ids) client.removeQueries({ queryKey: queryKeys.prompt(id) });
    return ['prompts', 'stats'];
  },
  'interaction.changed': (client, interaction) => {
    replaceInPages(client, queryKeys.interactions, interaction);
    return ['interactions', 'stats'];
  },
  'pattern.changed': (client, rule) => {
    client.setQueryData<Pattern[]>(queryKeys.rules, (all) =>
      all?.map((one) => (one.id === rule.id ? rule : one)),
    );
    return ['rules'];
  },
  'pattern.removed': (client, { id }) => {
    client.setQueryData<Pattern[]>(queryKeys.rules, (all) => all?.filter((one) => one.id !== id));
    return [];
  },
  'policy.changed': (client, change) => {
    // At once: whether agents are answered automatically must never be shown late.
    client.setQueryData<Policy>(queryKeys.policy, (known) => (known ? { ...known, ...change } : known));
    return ['policy'];
  },
  'record.changed': (client, { kind, id }) => {
    void client.invalidateQueries({ queryKey: queryKeys.record(kind, id) });
    return ['records', 'stats'];
  },
  'record.parts_changed': (client, { kind, id }) => {
    void client.invalidateQueries({ queryKey: queryKeys.record(kind, id) });
    return [];
  },
  'assignment.changed': (client, { record: { kind, id } }) => {
    void client.invalidateQueries({ queryKey: queryKeys.record(kind, id) });
    return ['records'];
  },
  'suggestion.changed': () => ['suggestions'],
  'errors.counted': (client, { ids }) => {
    for (const id of ids) void client.invalidateQueries({ queryKey: queryKeys.record('error', id) });
    return ['records'];
  },
  'node.changed': () => ['stats'],
  'activity.added': () => ['activity'],
  // The page that started a scan shows it.
  'scan.progress': () => [],
  'server.lifecycle': () => [],
};

function putSession(client: QueryClient, session: Session): Stale[] {
  client.setQueryData<Session[]>(queryKeys.sessions, (all) => (all ? upsert(all, session) : all));
  client.setQueryData<Session>(queryKeys.session(session.name), session);
  return ['stats', 'explanation'];
}

function upsert(all: Session[], session: Session): Session[] {
  const known = all.some((one) => one.name === session.name);
  if (known) return all.map((one) => (one.name === session.name ? session : one));
  return [...all, session].sort((a, b) => a.name.localeCompare(b.name));
}

function putPrompt(client: QueryClient, prompt: Prompt): Stale[] {
  const wasShown = replaceInPages(client, queryKeys.prompts, prompt);
  const carried = recordRef.safeParse(prompt.metadata.record).data;
  // Who works on a record is told by its prompt.
  if (carried) void client.invalidateQueries({ queryKey: queryKeys.recordWork(carried.kind, carried.id) });
  const detailKey = queryKeys.prompt(prompt.id);
  const detail = client.getQueryData<PromptDetail>(detailKey);
  if (detail) client.setQueryData<PromptDetail>(detailKey, { ...prompt, history: detail.history });
  // The history is not in the event.
  if (detail && detail.status !== prompt.status) void client.invalidateQueries({ queryKey: detailKey });
  if (wasShown && prompt.status === wasShown.status) return [];
  return carried ? ['prompts', 'stats', 'records'] : ['prompts', 'stats'];
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
