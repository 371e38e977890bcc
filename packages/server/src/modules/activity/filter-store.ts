import type { ActivityFilter, ActorKind } from '@architect/contracts/activity';
import { type RawBuilder, sql } from 'kysely';
import type { Conditions } from './store.ts';

export type FeedFilter = ActivityFilter & { from?: string | undefined; to?: string | undefined };

/** @param ofProject the condition that an entry belongs to a project */
export function conditionsOf(
  filter: FeedFilter,
  ofProject: (projectId: number) => RawBuilder<boolean>,
): Conditions {
  const { actor, actor_kind, action, entity_type, entity_id, project_id, from, to } = filter;
  const wanted: (RawBuilder<boolean> | undefined)[] = [
    actor === undefined ? undefined : sql<boolean>`actor = ${actor}`,
    actor_kind && isKind(actor_kind),
    action === undefined ? undefined : sql<boolean>`action = ${action}`,
    entity_type === undefined ? undefined : sql<boolean>`entity_type = ${entity_type}`,
    entity_id === undefined ? undefined : sql<boolean>`entity_id = ${entity_id}`,
    project_id === undefined ? undefined : ofProject(project_id),
    from === undefined ? undefined : sql<boolean>`created_at >= ${Date.parse(from)}`,
    to === undefined ? undefined : sql<boolean>`created_at < ${Date.parse(to)}`,
  ];
  return wanted.filter((condition) => condition !== undefined);
}

/** Names that the product itself acts under; whatever else has no colon is a person. */
const ownNames = ['system', 'reports', 'policy', 'terminal'];

function isKind(kind: ActorKind): RawBuilder<boolean> {
  // No range of texts: which text comes first depends on the locale of a PostgreSQL database.
  const begins = (word: string) =>
    sql<boolean>`substr(actor, 1, ${sql.lit(word.length + 1)}) = ${`${word}:`}`;
  const own = sql<boolean>`(actor in (${sql.join(ownNames)}) or ${begins('policy')})`;
  switch (kind) {
    case 'agent':
    case 'key':
      return begins(kind);
    case 'system':
      return own;
    case 'person':
      return sql<boolean>`not (${own} or ${begins('agent')} or ${begins('key')})`;
  }
}
