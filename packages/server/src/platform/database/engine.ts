import type { Kysely } from 'kysely';
import type { SqlDialect } from './dialect.ts';

/** What an engine has to offer; `createDatabase` builds audit, events and the rest upon it. */
export interface Engine {
  readonly dialect: SqlDialect;
  /** For reads outside a transaction: sees committed rows only. */
  readonly reads: Kysely<unknown>;
  /** Resolves after the commit; rejects, with nothing changed, when `run` rejects or the commit fails. */
  transaction<T>(run: (db: Kysely<unknown>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
