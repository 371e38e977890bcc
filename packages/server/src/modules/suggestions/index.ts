import { suggestionEndpoints } from '@architect/contracts/suggestions';
import { byOf } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { createSuggestionService, type SuggestionOptions } from './service.ts';

export { findWork, type WorkSigns } from './find-work.ts';

interface Suggestions {
  /** How many wait for a decision. */
  countPending(): Promise<number>;
}

/** Work that agents propose or that the records show, until a person confirms or skips it. */
export function createSuggestions({
  bind,
  ...options
}: SuggestionOptions & Pick<ModuleContext, 'bind'>): Suggestions {
  const service = createSuggestionService(options);
  bind(suggestionEndpoints.suggestTasks, async ({ body }, call) => {
    const { suggestions, isDuplicate } = await service.suggest(body, byOf(call));
    const [first] = suggestions;
    if (!('title' in body) || !first) return success(suggestions);
    const poll_url = `/api/tasks/suggest/${first.id}/status`;
    return success(suggestions, { id: first.id, poll_url, duplicate: isDuplicate });
  });
  bind(suggestionEndpoints.listSuggestions, async ({ query }) => {
    const { data, pagination } = await service.list(query);
    return success(data, { pagination });
  });
  bind(suggestionEndpoints.getSuggestionStatus, async ({ params }) => {
    const suggestion = await service.read(params.id);
    const { id, status, title, confirmed_by, confirmed_at, result } = suggestion;
    return success(suggestion, { id, status, title, confirmed_by, confirmed_at, result });
  });
  bind(suggestionEndpoints.confirmSuggestion, async ({ params, body }, call) =>
    success(await service.confirm(params.id, body ?? {}, byOf(call))),
  );
  bind(suggestionEndpoints.skipSuggestion, async ({ params, body }, call) =>
    success(await service.skip(params.id, body?.reason, byOf(call))),
  );
  bind(suggestionEndpoints.completeSuggestion, async ({ params, body }, call) =>
    success(await service.complete(params.id, body?.result ?? null, byOf(call))),
  );
  const first = { status: 'pending', page: 1, per_page: 1 };
  return { countPending: async () => (await service.list(first)).pagination.total };
}
