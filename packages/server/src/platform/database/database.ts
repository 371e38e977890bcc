import { AsyncLocalStorage } from 'node:async_hooks';
import { type Kysely, sql } from 'kysely';
import type { Logger } from 'pino';
import { AppError } from '../app-error.ts';
import type { AuditEntry, Database, Events, Tx } from '../context.ts';
import type { SqlDialect } from './dialect.ts';
import type { Engine } from './engine.ts';
import { mapDatabaseError } from './map-database-error.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** Writes the activity rows of changes inside their transaction; the activity module gives it. */
export type AuditWriter = (tx: Tx, entries: readonly AuditEntry[]) => Promise<void>;

/** A PostgreSQL URL, or the path of a SQLite file. */
export type DatabaseSource = { url: string } | { file: string };

export interface DatabaseDependencies {
  source: DatabaseSource;
  events: Events;
  log: Logger;
  audit: AuditWriter;
}

/**
 * Opens the engine and adds what a write carries with it: audit rows, and events that go out after the commit only.
 * @throws AppError UNAVAILABLE when a SQLite file cannot be opened; PostgreSQL is first met by a query.
 */
export function openDatabase({ source, events, log, audit }: DatabaseDependencies): Database {
  const engine: Engine = 'url' in source ? openPostgres({ url: source.url, log }) : openSqlite(source.file);
  const inWrite = new AsyncLocalStorage<{ isOpen: boolean }>();
  let isOpen = true;

  return {
    engine: engine.dialect.name,
    dialect: engine.dialect,
    tables: () => typed(engine.reads),
    async write(run) {
      if (!isOpen) throw new AppError('UNAVAILABLE', 'The server is stopping.');
      // A write that waited for another write would wait for ever on SQLite, where writes are serialised.
      if (inWrite.getStore()?.isOpen) throw new Error('a write inside a write: pass the tx instead');
      const after: (() => void)[] = [];
      const value = await engine.transaction(async (db) => {
        const tx = createTx({ db, dialect: engine.dialect, events, audit, after });
        const scope = { isOpen: true };
        try {
          return await inWrite.run(scope, () => run(tx));
        } finally {
          // Timers and promises started inside outlive the write; they may write again.
          scope.isOpen = false;
        }
      });
      for (const job of after) runSafely(job, log);
      return value;
    },
    async ping() {
      const startedAt = performance.now();
      try {
        await sql`select 1`.execute(engine.reads);
      } catch (error) {
        throw new AppError('UNAVAILABLE', undefined, { cause: mapDatabaseError(error) });
      }
      return performance.now() - startedAt;
    },
    async close() {
      isOpen = false;
      await engine.close();
    },
  };
}

function createTx(parts: {
  db: Kysely<unknown>;
  dialect: SqlDialect;
  events: Events;
  audit: AuditWriter;
  after: (() => void)[];
}): Tx {
  const tx: Tx = {
    tables: () => typed(parts.db),
    dialect: parts.dialect,
    audit: (entry) => parts.audit(tx, [entry]),
    auditAll: (entries) => parts.audit(tx, entries),
    publish: (topic, payload) => parts.after.push(() => parts.events.publish(topic, payload)),
    afterCommit: (run) => parts.after.push(run),
  };
  return tx;
}

/** Each store names the tables it owns; the engine's own type knows none of them. */
function typed<Tables>(db: Kysely<unknown>): Kysely<Tables> {
  return db as unknown as Kysely<Tables>;
}

function runSafely(job: () => void, log: Logger): void {
  try {
    job();
  } catch (error) {
    log.error({ err: error }, 'work after a commit failed; the change itself is saved');
  }
}
