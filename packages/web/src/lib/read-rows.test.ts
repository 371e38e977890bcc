import { QueryClient } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import type { Api } from './api.ts';
import { queryKeys } from './query-keys.ts';
import { readRows } from './read-rows.ts';

/** A list of bugs that is shown, and a server that has a newer bug 1. */
function start(answer = async (): Promise<object> => ({ data: [{ id: 1, title: 'new' }] })) {
  const client = new QueryClient();
  const list = [...queryKeys.recordLists('bug'), {}];
  client.setQueryData(list, {
    items: [
      { id: 1, title: 'old' },
      { id: 2, title: 'other' },
    ],
    pagination: {},
  });
  const call = vi.fn(answer);
  const api = { call } as unknown as Api;
  return {
    call,
    read: (ids: number[]) => readRows('bug', ids, { client, api }),
    titles: () => client.getQueryData<{ items: { title: string }[] }>(list)?.items.map(({ title }) => title),
    isStale: () => client.getQueryState(list)?.isInvalidated,
  };
}

test('all changed rows are read in one request, deleted ones too, and put into the lists', async () => {
  const { call, read, titles, isStale } = start();
  await read([1, 2]);
  expect(call).toHaveBeenCalledWith(expect.anything(), {
    query: { id_in: '1,2', deleted: 'include', per_page: 200 },
  });
  expect([titles(), isStale()]).toEqual([['new', 'other'], false]);
});

test('lists are read anew where rows are more than one request gives, or cannot be read', async () => {
  const many = start();
  await many.read(Array.from({ length: 201 }, (_, at) => at + 1));
  expect([many.call.mock.calls.length, many.isStale()]).toEqual([0, true]);
  const away = start(() => Promise.reject(new Error('out of reach')));
  await away.read([1]);
  expect([away.titles(), away.isStale()]).toEqual([['old', 'other'], true]);
});
