import type { Interaction } from '@architect/contracts/interactions';
import { type Pattern, patternEndpoints } from '@architect/contracts/patterns';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { byOf } from '../../platform/by.ts';
import type { Bind, Clock } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Interactions } from '../interactions/index.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import { type PatternChanges, patternOf } from './change-patterns.ts';
import { type ChangePolicy, describePolicy } from './change-policy.ts';
import { judgeQuestion } from './decide.ts';
import { previewPolicy } from './preview-policy.ts';
import type { RuleBook } from './rule-book.ts';

export interface PatternRoutes {
  list(query: ListQuery): Promise<{ data: Pattern[]; pagination: Pagination }>;
  book: RuleBook;
  nodes: Pick<Nodes, 'session'>;
  changes: PatternChanges;
  changePolicy: ChangePolicy;
  /** @throws AppError NOT_FOUND */
  interactionOf(id: number): Promise<Interaction>;
  history: Interactions['history'];
  clock: Clock;
}

export function bindPatternRoutes(bind: Bind, options: PatternRoutes): void {
  const { list, book, nodes, changes, changePolicy, interactionOf } = options;
  bind(patternEndpoints.listPatterns, async ({ query }) => {
    const { data, pagination } = await list(query);
    return success(data, { pagination });
  });
  bind(patternEndpoints.createPattern, async ({ body }, call) => {
    const created = await changes.create(body, byOf(call));
    return success(created, { pattern_id: created.id });
  });
  bind(patternEndpoints.updatePattern, async ({ params, body }, call) =>
    success(await changes.update(params.id, body, byOf(call))),
  );
  bind(patternEndpoints.deletePattern, async ({ params }, call) =>
    success(await changes.remove(params.id, byOf(call))),
  );
  bind(patternEndpoints.createPatternOfInteraction, async ({ params, body }, call) => {
    const interaction = await interactionOf(params.id);
    const session = nodes.session(sessionKey({ node: interaction.node, name: interaction.session }));
    const wanted = patternOf(interaction, session?.working_dir ?? null, body);
    const created = await changes.create(wanted, byOf(call));
    return success(created, { pattern_id: created.id });
  });
  bind(patternEndpoints.testPolicy, ({ body }) =>
    success(judgeQuestion(body, { book, nodes }), { mode: book.mode() }),
  );
  bind(patternEndpoints.previewPolicy, async ({ body }) => success(await previewPolicy(body, options)));
  bind(patternEndpoints.getPolicy, () => success(describePolicy(book)));
  bind(patternEndpoints.changePolicy, async ({ body }, call) =>
    success(await changePolicy(body, byOf(call))),
  );
}
