import { sql } from 'kysely';
import { createRandom } from '../e2e/support/random.ts';
import type { FeatureRow } from '../packages/server/src/modules/features/store.ts';
import { wordsOf } from '../packages/server/src/modules/records/words-of.ts';
import type { Database } from '../packages/server/src/platform/context.ts';
import { openDatabase } from '../packages/server/src/platform/database/database.ts';
import { createEventBus } from '../packages/server/src/platform/events/bus.ts';
import { createLog } from '../packages/server/src/platform/telemetry/log.ts';

export const projectCount = 50;
/** In nearly every feature, in one of a thousand, and in ten of all. */
export const [commonWord, middleWord, rareWord] = ['the', 'zebra', 'quokka'];
const rowsPerBatch = 500;
const minuteMs = 60_000;
const statuses = ['draft', 'spec', 'in_progress', 'review', 'completed', 'blocked', 'cancelled'] as const;
const priorities = ['critical', 'high', 'medium', 'low'] as const;
const syllables = 'ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu'.split(' ');

/**
 * Projects through HTTP, then features in direct batches, as the server itself would have written them one by one. Their
 * words are as frequent as those of a language: a few are everywhere, most are rare.
 */
export async function fillWithFeatures({
  url,
  token,
  source,
  count,
}: {
  url: string;
  token: string;
  source: { url: string } | { file: string };
  count: number;
}): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (let at = 1; at <= projectCount; at += 1) {
    const body = JSON.stringify({ name: `project ${at}` });
    const reply = await fetch(`${url}/api/projects`, { method: 'POST', headers, body });
    if (!reply.ok) throw new Error(`a project: ${reply.status} ${await reply.text()}`);
  }
  const log = createLog({ level: 'silent' });
  const db = openDatabase({ source, log, events: createEventBus({ log }), audit: async () => undefined });
  const random = createRandom(2026);
  const now = Date.now();
  for (let done = 0; done < count; done += rowsPerBatch) {
    const size = Math.min(rowsPerBatch, count - done);
    const rows = Array.from({ length: size }, (_, at) =>
      aFeature(random, done + at, now - (count - done - at) * minuteMs),
    );
    await keep(db, rows);
  }
  // PostgreSQL would do it by itself, a minute later.
  if (db.engine === 'postgres') await sql`vacuum analyze`.execute(db.tables());
  await db.close();
}

type NewRow = Omit<FeatureRow, 'id'>;

async function keep(db: Database, rows: NewRow[]): Promise<void> {
  await db.write(async (tx) => {
    const tables = tx.tables<{ features: FeatureRow; record_index: object; record_labels: object }>();
    const kept = await tables
      .insertInto('features')
      .values(rows as never)
      .returning(['id', 'name'])
      .execute();
    const faces = kept.map(({ id }, at) => faceOf(id, rows[at]));
    await tables
      .insertInto('record_index')
      .values(faces as never)
      .execute();
    const labels = kept.flatMap(({ id }, at) =>
      (rows[at]?.labels_json ?? []).map((label) => ({ kind: 'feature', record_id: id, label })),
    );
    await tables
      .insertInto('record_labels')
      .values(labels as never)
      .execute();
  });
}

function faceOf(id: number, row: NewRow | undefined): object {
  if (!row) throw new Error('more rows came back than went in');
  const body = [row.description, row.spec, ...row.labels_json].join('\n');
  return {
    kind: 'feature',
    record_id: id,
    project_id: row.project_id,
    title: row.name,
    status: row.status,
    is_deleted: row.deleted_at !== null,
    title_words: wordsOf(row.name).join(' '),
    body_words: wordsOf(body).join(' '),
  };
}

function aFeature(random: () => number, at: number, time: number): NewRow {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const status = pick(statuses);
  const special = [at % 1_000 === 7 && middleWord, at % 10_000 === 11 && rareWord].filter(Boolean);
  return {
    project_id: 1 + Math.floor(random() ** 2 * projectCount),
    milestone_id: null,
    name: `Feature ${at}: ${text(random, 5)}`,
    description: [text(random, 40), commonWord, ...special].join(' '),
    spec: text(random, 60),
    status,
    priority: pick(priorities),
    assigned_to: random() < 0.5 ? null : pick(['ada', 'grace', 'linus']),
    labels_json: random() < 0.5 ? [] : [pick(['ui', 'api', 'docs', 'speed', 'login']), pick(['a', 'b', 'c'])],
    estimated_hours: null,
    actual_hours: null,
    started_at: null,
    completed_at: status === 'completed' ? time : null,
    version: 1,
    created_by: 'bench',
    created_at: time,
    updated_by: 'bench',
    updated_at: time + Math.floor(random() * 100_000 * minuteMs) - 50_000 * minuteMs,
    deleted_at: random() < 0.02 ? time : null,
  };
}

/** The word of rank r comes about 1/r as often as the first one, as in languages. */
function text(random: () => number, words: number): string {
  return Array.from({ length: words }, () => wordAt(Math.floor(20_000 ** random()))).join(' ');
}

function wordAt(rank: number): string {
  let word = '';
  for (let rest = rank; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length];
  return word;
}
