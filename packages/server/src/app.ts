import { join } from 'node:path';
import { allEndpoints } from '@architect/contracts/all-endpoints';
import type { NodeLink } from '@architect/contracts/node-link';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { migrations } from './migrations.ts';
import { type Accounts, createAccounts } from './modules/accounts/index.ts';
import type { PasswordHasher } from './modules/accounts/password.ts';
import { createActivity, createAuditWriter } from './modules/activity/index.ts';
import { createAssigner } from './modules/assigner/index.ts';
import { createNodes, type Nodes } from './modules/nodes/index.ts';
import { createSecurity } from './modules/security/index.ts';
import { createSystem } from './modules/system/index.ts';
import { systemClock } from './platform/clock.ts';
import type { Clock, Database, ModuleContext, Running } from './platform/context.ts';
import { openDatabase } from './platform/database/database.ts';
import { migrateUp } from './platform/database/migrate.ts';
import { createEventBus, type EventBus } from './platform/events/bus.ts';
import { createHttp, type Http } from './platform/http/http.ts';
import { createLiveSockets, type LiveSockets } from './platform/http/websocket.ts';
import { createLifecycle, type Lifecycle } from './platform/lifecycle.ts';
import { readVersion } from './platform/version.ts';

export interface AppDependencies {
  config: Config;
  log: Logger;
  clock?: Clock;
  /** The node of this machine; without one the app starts it itself. Null: this server has none. */
  nodeLink?: NodeLink | null;
  /** PEM of the server's certificate when it speaks TLS itself. */
  tls?: { key: string; cert: string };
  /** For tests: replies are checked against their contracts, passwords hashed cheaply. */
  validateReplies?: boolean;
  passwordHasher?: PasswordHasher;
}

export interface App {
  readonly http: Http;
  readonly db: Database;
  readonly events: EventBus;
  readonly accounts: Accounts;
  readonly lifecycle: Lifecycle;
  /** Migrates, sees to an administrator and starts every module. The password is there on the very first start only. */
  start(): Promise<{ firstPassword: string | null }>;
  /** Drains, stops the modules in reverse order and closes the database. Safe to call twice. */
  stop(reason: string): Promise<void>;
}

/** The one list of the server's modules. Nothing runs before `start`. */
export function createApp(dependencies: AppDependencies): App {
  const { config, log, clock = systemClock } = dependencies;
  const events = createEventBus({ log });
  const lifecycle = createLifecycle({ clock, log, events });
  const db = openDatabase({
    source: config.databaseUrl ? { url: config.databaseUrl } : { file: join(config.dataDir, 'architect.db') },
    events,
    log,
    audit: createAuditWriter({ clock }),
  });
  const accounts = createAccounts({ db, clock, log, config, hasher: dependencies.passwordHasher });
  const http = createHttp({
    config,
    log,
    clock,
    authenticate: accounts.authenticate,
    endpoints: Object.values(allEndpoints),
    tls: dependencies.tls,
    validateReplies: dependencies.validateReplies,
  });
  const context: ModuleContext = { db, events, clock, log, bind: http.bind };
  const live = createLiveSockets({ http, events, clock, log });
  const running = createModules(context, { http, live, lifecycle, accounts, dependencies });

  return {
    http,
    db,
    events,
    accounts,
    lifecycle,
    async start() {
      lifecycle.onCleanup('database', () => db.close());
      await migrateUp(db, migrations, clock);
      const first = await accounts.users.ensureAdministrator({
        user: config.user,
        password: config.password,
      });
      for (const { name, module } of running) {
        lifecycle.onCleanup(name, async () => module.stop?.());
        await module.start?.();
      }
      lifecycle.onCleanup('http', () => http.close());
      return first;
    },
    stop: (reason) => lifecycle.stop(reason),
  };
}

interface NamedModule {
  name: string;
  module: Running;
}

interface Platform {
  http: Http;
  live: LiveSockets;
  lifecycle: Lifecycle;
  accounts: Accounts;
  dependencies: AppDependencies;
}

/** Builds every module; those that run are returned in the order in which they start. */
function createModules(context: ModuleContext, platform: Platform): NamedModule[] {
  const { http, lifecycle, accounts, dependencies } = platform;
  accounts.bindRoutes(context.bind);
  createActivity(context);
  createSecurity({ ...context, securityHeaders: http.securityHeaders });
  const nodes = createNodes(context);
  const assigner = createAssigner({ ...context, nodes });
  createSystem({
    ...context,
    lifecycle,
    version: readVersion(),
    sources: {
      ...{ sessions: nodes.sessions, nodes: nodes.status, prompts: assigner.stats },
      interactions: async () => ({ pending: 0, decided_24h: 0 }),
    },
  });
  return [
    { name: 'assigner', module: assigner },
    { name: 'nodes', module: nodes },
    { name: 'local node', module: createLocalNode(nodes, dependencies) },
  ];
}

/** This machine's own node: the one that was given, or one that is started here. */
function createLocalNode(nodes: Nodes, { nodeLink, config, log }: AppDependencies): Running {
  let stopNode = async (): Promise<void> => undefined;
  return {
    async start() {
      if (nodeLink === null) return;
      if (nodeLink) return await nodes.add(nodeLink);
      const { startNode } = await import('@architect/node/start-node');
      const node = await startNode({
        name: 'local',
        socketName: config.tmuxSocket ?? undefined,
        dataDir: config.dataDir,
        log,
      });
      stopNode = node.stop;
      await nodes.add(node.link);
    },
    stop: () => stopNode(),
  };
}
