import type BetterSqlite from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { encodeJson } from './dialect.ts';
import { mapDatabaseError } from './map-database-error.ts';

/** Statements kept per connection; the product has a few hundred different ones. */
const cachedStatements = 500;

interface Prepared {
  statement: BetterSqlite.Statement<unknown[]>;
  booleans: string[];
  jsons: string[];
}

/**
 * Kysely over one better-sqlite3 connection. Calls are synchronous inside, so the driver needs no lock;
 * transactions are the caller's (see group-commit.ts), which is why beginTransaction refuses.
 */
export function createSqliteKysely(sqlite: BetterSqlite.Database): Kysely<unknown> {
  const connection = new SqliteConnection(sqlite);
  const refuse = async (): Promise<void> => {
    throw new Error('use Database.write: transactions are shared by all writes of one turn');
  };
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
  };
  return new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

class SqliteConnection implements DatabaseConnection {
  readonly #sqlite: BetterSqlite.Database;
  readonly #statements = new Map<string, Prepared>();

  constructor(sqlite: BetterSqlite.Database) {
    this.#sqlite = sqlite;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const prepared = this.#prepare(query.sql);
      const parameters = query.parameters.map(encodeParameter);
      if (prepared.statement.reader) {
        const rows = prepared.statement.all(parameters).map((row) => decodeRow(row, prepared));
        // Kysely's contract: the caller's row type describes what the SQL returns.
        return { rows: rows as Row[] };
      }
      const { changes, lastInsertRowid } = prepared.statement.run(parameters);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } catch (error) {
      throw mapDatabaseError(error);
    }
  }

  // biome-ignore lint/correctness/useYield: an interface method that this engine does not offer.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not supported: read a page at a time');
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#sqlite.prepare<unknown[]>(sql);
    const columns = statement.reader ? statement.columns().map((column) => column.name) : [];
    const prepared = {
      statement,
      booleans: columns.filter((name) => name.startsWith('is_')),
      jsons: columns.filter((name) => name.endsWith('_json')),
    };
    // A changed schema changes the columns behind `select *`, so DDL empties the cache.
    if (/^\s*(create|alter|drop)\b/i.test(sql)) this.#statements.clear();
    else if (this.#statements.size < cachedStatements) this.#statements.set(sql, prepared);
    return prepared;
  }
}

function encodeParameter(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : encodeJson(value);
}

function decodeRow(row: unknown, { booleans, jsons }: Prepared): unknown {
  if (booleans.length === 0 && jsons.length === 0) return row;
  // A row of better-sqlite3 is a plain object by column name.
  const record = row as Record<string, unknown>;
  for (const name of booleans) if (record[name] !== null) record[name] = record[name] === 1;
  for (const name of jsons) if (typeof record[name] === 'string') record[name] = JSON.parse(record[name]);
  return record;
}
