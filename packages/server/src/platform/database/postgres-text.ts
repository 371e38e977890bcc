import { type RawBuilder, sql } from 'kysely';
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
  // The index of all words does not know in which column they stand.
  async indexFirst(db, table, column) {
    await sql`create index ${sql.ref(`${table}_first`)} on ${sql.table(table)} using gin (${wordsIn(column)})`.execute(
      db,
    );
  },
  async dropFirst(db, table) {
    await sql`drop index ${sql.ref(`${table}_first`)}`.execute(db);
  },
  matches(table, words) {
    return sql`(select id from ${sql.table(table)} where text_words @@ ${queryOf(words)})`;
  },
  best(table, words, { where, within, most }) {
    const query = queryOf(words);
    const found = within ? wordsIn(within) : sql.ref('text_words');
    return sql`(select id, -ts_rank(text_words, ${query}) as score
      from (select id, text_words from ${sql.table(table)} where ${found} @@ ${query} and ${where} order by id desc limit ${most}) as newest)`;
  },
};

const wordsIn = (column: string) => sql`to_tsvector('simple', ${sql.ref(column)})`;

function queryOf(words: readonly string[]): RawBuilder<unknown> {
  const query = words.map((word, at) => `${word}${at === words.length - 1 ? ':*' : ''}`).join(' & ');
  return sql`to_tsquery('simple', ${query})`;
}
