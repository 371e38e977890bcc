import type { Role } from '@architect/contracts/accounts';
import type { AnyEndpoint, InputOf, ReplyOf } from '@architect/contracts/endpoint';
import type { LivePayload, LiveTopic } from '@architect/contracts/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { SqlDialect } from './database/dialect.ts';

/** The seams every module is built from. The platform knows no domain word. */

/** Who calls. `actor` is what the audit trail shows: a user name, `key:<name>`, `local`, `system`. */
export interface Caller {
  actor: string;
  username: string;
  role: Role;
  via: 'cookie' | 'key' | 'local';
}

export interface Call {
  /** Null only at endpoints with access `public`. */
  caller: Caller | null;
  correlationId: string;
  ip: string;
  /** For the few handlers that set cookies or headers. */
  request: FastifyRequest;
  reply: FastifyReply;
}

export type Handler<E extends AnyEndpoint> = (
  input: InputOf<E>,
  call: Call,
) => Promise<ReplyOf<E>> | ReplyOf<E>;

/** Binds a contract to its handler. Start-up refuses an endpoint bound twice or never. */
export type Bind = <E extends AnyEndpoint>(endpoint: E, handler: Handler<E>) => void;

export interface AuditEntry {
  actor: string;
  action: string;
  entityType?: string;
  entityId?: string | number;
  details?: Record<string, unknown>;
  correlationId?: string;
}

/** A write transaction. Everything in it commits together; events go out after the commit, or never. */
export interface Tx {
  /** Typed access: each store names the tables it owns. */
  tables<Tables>(): Kysely<Tables>;
  /** As the database's. */
  readonly dialect: SqlDialect;
  /** The activity row of this change, in the same transaction. */
  audit(entry: AuditEntry): Promise<void>;
  /** The same for many changes at once. */
  auditAll(entries: readonly AuditEntry[]): Promise<void>;
  publish<T extends LiveTopic>(topic: T, payload: LivePayload<T>): void;
  afterCommit(run: () => void): void;
}

export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  /** The words in which the engines differ: column types, row locks, case-insensitive search. */
  readonly dialect: SqlDialect;
  /** For reads outside a transaction. */
  tables<Tables>(): Kysely<Tables>;
  /** Serialised on SQLite; all writes of one event-loop turn share one commit. Resolves after the commit. */
  write<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Rejects with AppError UNAVAILABLE while the engine is away. Milliseconds of a trivial query. */
  ping(): Promise<number>;
  close(): Promise<void>;
}

export interface Events {
  publish<T extends LiveTopic>(topic: T, payload: LivePayload<T>): void;
  subscribe<T extends LiveTopic>(topic: T, listener: (payload: LivePayload<T>) => void): () => void;
}

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls once after `delayMs`; returns cancel. Never keeps the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

/** What every module factory receives, plus the doors of the modules it depends on. */
export interface ModuleContext {
  db: Database;
  events: Events;
  clock: Clock;
  log: Logger;
  bind: Bind;
}

/** What a module factory returns besides its own door. Both are safe to call twice. */
export interface Running {
  start?(): Promise<void>;
  stop?(): Promise<void>;
}
