import { sql } from 'kysely';
import type { TextSearch } from './dialect.ts';

/** A generated tsvector with a GIN index: https://www.postgresql.org/docs/current/textsearch-tables.html */
export const postgresText: TextSearch = {
  async create(db, table, [first, second]) {
    const [heavy, light] = [sql.ref(first), sql.ref(second)];
    // The columns hold plain words, so the parser and the dictionaries have nothing to decide.
    await sql`alter table ${sql.table(table)} add column text_words tsvector generated always as
      (setweight(to_tsvector('simple', ${heavy}), 'A') || setweight(to_tsvector('simple', ${light}), 'C')) stored`.execute(
      db,
    );
    await sql`create index ${sql.ref(`${table}_text`)} on ${sql.table(table)} using gin (text_words)`.execute(
      db,
    );
  },
  async drop(db, table) {
    await sql`alter table ${sql.table(table)} drop column text_words`.execute(db);
  },
  matches(table, words) {
    const query = words.map((word, at) => `${word}${at === words.length - 1 ? ':*' : ''}`).join(' & ');
    const parsed = sql`to_tsquery('simple', ${query})`;
    return sql`(select id, -ts_rank(text_words, ${parsed}) as score from ${sql.table(table)} where text_words @@ ${parsed})`;
  },
};
