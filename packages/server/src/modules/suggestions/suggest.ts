import type { Priority } from '@architect/contracts/records';
import type { SuggestBody, Suggestion } from '@architect/contracts/suggestions';
import type { By } from '../../platform/by.ts';
import type { Clock, Tx } from '../../platform/context.ts';
import { requireFace } from '../records/index.ts';
import {
  findPending,
  insertSuggestion,
  knownKeys,
  type NewSuggestion,
  type SuggestionRow,
  toSuggestion,
} from './store.ts';

/** Work that was noticed, before it is written down. */
export interface Finding
  extends Pick<Suggestion, 'title' | 'description' | 'priority' | 'origin' | 'becomes'> {
  project_id: number | null;
  about: { kind: string; id: number };
  /** Which of several about the same. */
  key?: string;
  context?: Record<string, unknown>;
}

type Submission = Extract<SuggestBody, { title: string }>;

const urgencyOf: Record<Priority, number> = { critical: 0, high: 1, medium: 2, low: 3 };
const dayMs = 86_400_000;
/** Generated ones wait longer than those whose agent waits for the answer. */
const generatedLifeMs = 7 * dayMs;
/** What was skipped or has expired is not brought up again so soon. */
const quietMs = 7 * dayMs;

/** @returns the suggestion, and whether the same one was pending already */
export async function submit(
  tx: Tx,
  { confirmation_timeout, requires_confirmation, context, project_id, ...wanted }: Submission,
  { by, clock }: { by: By; clock: Clock },
): Promise<{ row: SuggestionRow; isDuplicate: boolean }> {
  if (project_id !== undefined) await requireFace(tx, { kind: 'project', id: project_id });
  const now = clock.now();
  const actor = by.actor;
  const session = wanted.source_session ?? null;
  const row: NewSuggestion = {
    ...wanted,
    urgency: urgencyOf[wanted.priority],
    status: requires_confirmation ? 'pending' : 'confirmed',
    origin: 'submitted',
    project_id: project_id ?? null,
    about_kind: null,
    about_id: null,
    work_key: JSON.stringify(['submitted', actor, session, project_id ?? null, wanted.title]),
    source_session: session,
    context_json: context,
    created_by: actor,
    created_at: now,
    expires_at: now + confirmation_timeout * 1_000,
    confirmed_by: requires_confirmation ? null : actor,
  };
  const saved = await insertSuggestion(tx, row);
  if (saved) return { row: await tellSuggestion(tx, saved, 'submitted', by), isDuplicate: false };
  const first = await findPending(tx, row.work_key);
  if (!first) throw new Error('a suggestion was neither new nor pending');
  return { row: first, isDuplicate: true };
}

/** Writes down what is not known yet. */
export async function keepFindings(
  tx: Tx,
  findings: Finding[],
  { by, clock }: { by: By; clock: Clock },
): Promise<SuggestionRow[]> {
  const now = clock.now();
  const keyOf = ({ origin, about, key }: Pick<Finding, 'origin' | 'about' | 'key'>): string =>
    JSON.stringify([origin, about.kind, about.id, ...(key === undefined ? [] : [key])]);
  const known = await knownKeys(tx, findings.map(keyOf), now - quietMs);
  const kept: SuggestionRow[] = [];
  for (const { about, key, context = {}, ...finding } of findings.filter((one) => !known.has(keyOf(one)))) {
    const row = await insertSuggestion(tx, {
      ...finding,
      task_type: 'other',
      urgency: urgencyOf[finding.priority],
      status: 'pending',
      about_kind: about.kind,
      about_id: about.id,
      work_key: keyOf({ about, key, ...finding }),
      source_session: null,
      context_json: context,
      created_by: by.actor,
      created_at: now,
      expires_at: now + generatedLifeMs,
      confirmed_by: null,
    });
    if (row) kept.push(await tellSuggestion(tx, row, 'generated', by));
  }
  return kept;
}

/** Into the audit trail, and to everybody who looks at the list. */
export async function tellSuggestion(
  tx: Tx,
  row: SuggestionRow,
  word: string,
  by: By,
): Promise<SuggestionRow> {
  await tx.audit({
    actor: by.actor,
    action: `suggestion.${word}`,
    entityType: 'suggestion',
    entityId: row.id,
    details: { title: row.title, origin: row.origin, status: row.status },
    correlationId: by.correlationId,
  });
  tx.publish('suggestion.changed', toSuggestion(row));
  return row;
}
