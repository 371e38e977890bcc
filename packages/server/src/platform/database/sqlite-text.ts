import { sql } from 'kysely';
import type { TextSearch } from './dialect.ts';

/** FTS5 over external content, kept by triggers: https://www.sqlite.org/fts5.html#external_content_tables */
export const sqliteText: TextSearch = {
  async create(db, table, columns) {
    const words = sql.raw(columns.join(', '));
    const [content, index] = [sql.table(table), sql.table(indexOf(table))];
    await sql`create virtual table ${index} using fts5(${words}, content=${sql.lit(table)}, content_rowid='id', prefix='2 3')`.execute(
      db,
    );
    const added = sql`insert into ${index} (rowid, ${words}) values (new.id, ${of('new', columns)});`;
    // FTS5 forgets a row only when it is told the words it had.
    const removed = sql`insert into ${index} (${index}, rowid, ${words}) values ('delete', old.id, ${of('old', columns)});`;
    const name = (event: string) => sql.table(`${indexOf(table)}_${event}`);
    await sql`create trigger ${name('insert')} after insert on ${content} begin ${added} end`.execute(db);
    await sql`create trigger ${name('delete')} after delete on ${content} begin ${removed} end`.execute(db);
    await sql`create trigger ${name('update')} after update of ${words} on ${content} begin ${removed} ${added} end`.execute(
      db,
    );
  },
  async drop(db, table) {
    await sql`drop table ${sql.table(indexOf(table))}`.execute(db);
  },
  // FTS5 keeps the columns apart anyhow.
  indexFirst: async () => undefined,
  dropFirst: async () => undefined,
  matches(table, words) {
    const index = sql.table(indexOf(table));
    return sql`(select rowid as id from ${index} where ${index} match ${queryOf(words)})`;
  },
  best(table, words, { where, isNarrow, within, most }) {
    const index = sql.table(indexOf(table));
    const rowid = sql.ref(`${indexOf(table)}.rowid`);
    const query = within ? `{${within}} : (${queryOf(words)})` : queryOf(words);
    // Rows of the table are long, so a set of the few that fit is made once. The plus keeps the order as below.
    if (isNarrow)
      return sql`(select ${rowid} as id, bm25(${index}, 4.0, 1.0) as score
        from ${index} where ${index} match ${query}
        and +${rowid} in (select id from ${sql.table(table)} where ${where}) order by ${rowid} desc limit ${most})`;
    // The cross join keeps the order: hits first, from the newest on, until there are enough.
    return sql`(select ${rowid} as id, bm25(${index}, 4.0, 1.0) as score
      from ${index} cross join ${sql.table(table)} on ${sql.table(table)}.id = ${rowid}
      where ${index} match ${query} and ${where} order by ${rowid} desc limit ${most})`;
  },
};

const queryOf = (words: readonly string[]) =>
  words.map((word, at) => `"${word}"${at === words.length - 1 ? '*' : ''}`).join(' AND ');
const indexOf = (table: string): string => `${table}_text`;
const of = (row: 'new' | 'old', columns: readonly string[]) =>
  sql.raw(columns.map((column) => `${row}.${column}`).join(', '));
