import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
} from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { encodeJson, type SqlDialect, toJson } from './dialect.ts';
import type { Engine } from './engine.ts';
import { isEngineAway, mapDatabaseError } from './map-database-error.ts';
import { postgresText } from './postgres-text.ts';

const dialect: SqlDialect = {
  name: 'postgres',
  id: 'bigint',
  autoId: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
  json: 'jsonb',
  async keepWhole(db, table, column) {
    const name = sql.ref(column);
    await sql`alter table ${sql.table(table)} alter ${name} type json using ${name}::json`.execute(db);
    // Quicker by a third, where the server is built with it.
    const known = sql`select 1 from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)`;
    if ((await known.execute(db)).rows.length > 0)
      await sql`alter table ${sql.table(table)} alter ${name} set compression lz4`.execute(db);
  },
  async takeApart(db, table, column) {
    const name = sql.ref(column);
    await sql`alter table ${sql.table(table)} alter ${name} type jsonb using ${name}::jsonb`.execute(db);
  },
  boolean: 'boolean',
  time: 'bigint',
  like: 'ilike',
  forUpdateSkipLocked: (query) => query.forUpdate().skipLocked(),
  forUpdate: (query) => query.forUpdate(),
  indexed: (column) => sql`${column} nulls first`,
  notLookedUp: (column) => column,
  textsIn: (list) => sql`jsonb_array_elements_text(${list}) as texts(value)`,
  text: postgresText,
  given(columns, rows) {
    const types = { integer: sql`bigint`, text: sql`text` };
    const picked = Object.entries<'integer' | 'text' | 'json'>(columns).map(([name, type], at) =>
      type === 'json'
        ? sql`one -> ${sql.lit(at)} as ${sql.ref(name)}`
        : sql`(one ->> ${sql.lit(at)})::${types[type]} as ${sql.ref(name)}`,
    );
    return sql`(select ${sql.join(picked)} from jsonb_array_elements(${toJson(rows)}::jsonb) as one)`;
  },
  takeTurns: async (db, name) => {
    await sql`select pg_advisory_xact_lock(hashtext(${name}))`.execute(db);
  },
  // Any constant will do; this one spells "arch" in ASCII.
  lockSchema: async (db) => {
    await sql`select pg_advisory_xact_lock(1634886504)`.execute(db);
  },
};

const int8Oid = 20;
const numericOid = 1700;
const poolSize = 10;
const connectTimeoutMs = 3000;
const statementTimeoutMs = 30_000;

/**
 * A pool on a PostgreSQL server (15 or newer). Opening does not connect: a lost server is met by the next query,
 * which rejects with UNAVAILABLE, and the pool connects again by itself.
 */
export function openPostgres({ url, log }: { url: string; log: Logger }): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    keepAlive: true,
    application_name: 'architect',
    types: { getTypeParser },
  });
  // Idle connections that break are replaced at the next query; without a listener they would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'a connection to PostgreSQL was lost'));
  const kysely = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new PoolDriver(pool),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  let closing: Promise<void> | undefined;

  return {
    dialect,
    reads: kysely,
    transaction: async (run) => {
      try {
        return await kysely.transaction().execute(run);
      } catch (error) {
        throw mapDatabaseError(error);
      }
    },
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** Numbers for bigint and sums: ids and epoch milliseconds stay far below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === int8Oid || oid === numericOid) return Number;
  return pg.types.getTypeParser(oid, format);
}

class PoolDriver implements Driver {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {
    // The pool connects with the first query.
  }

  async acquireConnection(): Promise<PooledConnection> {
    try {
      return new PooledConnection(await this.#pool.connect());
    } catch (error) {
      throw mapDatabaseError(error);
    }
  }

  async beginTransaction(connection: PooledConnection): Promise<void> {
    await connection.run('begin');
  }

  async commitTransaction(connection: PooledConnection): Promise<void> {
    await connection.run('commit');
  }

  async rollbackTransaction(connection: PooledConnection): Promise<void> {
    await connection.run('rollback');
  }

  async releaseConnection(connection: PooledConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

class PooledConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  #isLost = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    // A connection that breaks while it is borrowed reports twice: here, and by the rejected query.
    client.on('error', this.#onError);
  }

  readonly #onError = (): void => {
    this.#isLost = true;
  };

  async run(text: string, parameters: unknown[] = []): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(text, parameters);
    } catch (error) {
      const mapped = mapDatabaseError(error);
      if (isEngineAway(mapped)) this.#isLost = true;
      throw mapped;
    }
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, rowCount, command } = await this.run(query.sql, query.parameters.map(encodeJson));
    const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE';
    return changes ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
  }

  // biome-ignore lint/correctness/useYield: an interface method that this engine does not offer.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('streaming is not supported: read a page at a time');
  }

  /** A broken connection is thrown away instead of going back to the pool. */
  release(): void {
    this.#client.off('error', this.#onError);
    this.#client.release(this.#isLost);
  }
}
