import { join, resolve } from 'node:path';
import { allEndpoints } from '@architect/contracts/all-endpoints';
import type { NodeLink } from '@architect/contracts/node-link';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createTracking } from './create-tracking.ts';
import { migrations } from './migrations.ts';
import { type Accounts, createAccounts } from './modules/accounts/index.ts';
import type { PasswordHasher } from './modules/accounts/password.ts';
import { createActivity, createAuditWriter } from './modules/activity/index.ts';
import { createAgentRules } from './modules/agent-rules/index.ts';
import { createAgents } from './modules/agents/index.ts';
import { createAssigner } from './modules/assigner/index.ts';
import { countReports, type OwnErrors, ownNodeId } from './modules/errors/index.ts';
import { createInteractions } from './modules/interactions/index.ts';
import { createNodes, type Nodes } from './modules/nodes/index.ts';
import { createRemoteNodes } from './modules/nodes/remote-nodes.ts';
import { createPatterns } from './modules/patterns/index.ts';
import { countByStatus, isAboutProject, requireFace } from './modules/records/index.ts';
import { createSecurity } from './modules/security/index.ts';
import { createSessions, createTierRecord, type TierRecord } from './modules/sessions/index.ts';
import { createSystem } from './modules/system/index.ts';
import { createTerminal } from './modules/terminal/index.ts';
import { createTermius } from './modules/termius/index.ts';
import { systemClock } from './platform/clock.ts';
import type { Clock, Database, ModuleContext, Running } from './platform/context.ts';
import { databaseFileName } from './platform/database/backup.ts';
import { openDatabase } from './platform/database/database.ts';
import { migrateUp, refuseNewer } from './platform/database/migrate.ts';
import { createEventBus, type EventBus } from './platform/events/bus.ts';
import { addDocs } from './platform/http/docs.ts';
import { createHttp, type Http } from './platform/http/http.ts';
import { addSite } from './platform/http/site.ts';
import { createLiveSockets, type LiveSockets } from './platform/http/websocket.ts';
import { createLifecycle, type Lifecycle } from './platform/lifecycle.ts';
import { createMetrics, type Metrics } from './platform/telemetry/metrics.ts';
import { readVersion } from './platform/version.ts';

const localNodeName = 'local';

/** The built web app. */
const webDirectory = resolve(import.meta.dirname, '../../web/dist');

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
  /**
   * Takes the port, migrates, starts every module, sees to an administrator and serves. The password is there on the
   * very first start only. When it rejects, `stop` cleans up what had started.
   */
  start(): Promise<{ url: string; firstPassword: string | null }>;
  /** Puts a fault that nobody caught among the errors; never rejects. */
  reportFault(error: unknown): Promise<void>;
  /** Drains, stops the modules in reverse order and closes the database. Safe to call twice. */
  stop(reason: string): Promise<void>;
}

/** The one list of the server's modules. Nothing runs before `start`. */
export function createApp(dependencies: AppDependencies): App {
  const { config, log, clock = systemClock } = dependencies;
  const events = createEventBus({ log });
  const lifecycle = createLifecycle({ clock, log, events });
  const db = openDatabase({
    source: config.databaseUrl
      ? { url: config.databaseUrl }
      : { file: join(config.dataDir, databaseFileName) },
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
    lifecycle,
    endpoints: Object.values(allEndpoints),
    tls: dependencies.tls,
    validateReplies: dependencies.validateReplies,
  });
  const context: ModuleContext = { db, events, clock, log, bind: http.bind };
  const live = createLiveSockets({ http, events, clock, log });
  addDocs(http, { config, endpoints: Object.values(allEndpoints), version: readVersion() });
  addSite(http, {
    directory: webDirectory,
    authenticate: accounts.authenticate,
    errorsNodeId: () => ownNodeId(config, 'pages'),
  });
  const metrics = createMetrics({ http });
  const { running, ownErrors } = createModules(context, {
    http,
    live,
    lifecycle,
    accounts,
    metrics,
    dependencies,
  });
  http.assertAllBound();

  return {
    http,
    db,
    events,
    accounts,
    lifecycle,
    reportFault: ownErrors.report,
    async start() {
      lifecycle.onCleanup('database', () => db.close());
      await refuseNewer(db, migrations);
      lifecycle.onCleanup('http', () => http.close());
      const url = await http.listen();
      await migrateUp(db, migrations, clock);
      for (const { name, module } of running) {
        lifecycle.onCleanup(name, async () => module.stop?.());
        await module.start?.();
      }
      // Last, so that a start that fails has not made a password that nobody was told.
      const { firstPassword } = await accounts.users.ensureAdministrator({
        user: config.user,
        password: config.password,
      });
      http.open();
      return { url, firstPassword };
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
  metrics: Metrics;
  dependencies: AppDependencies;
}

/** Builds every module; those that run are returned in the order in which they start. */
function createModules(
  context: ModuleContext,
  platform: Platform,
): { running: NamedModule[]; ownErrors: OwnErrors } {
  const { http, live, lifecycle, accounts, metrics, dependencies } = platform;
  accounts.bindRoutes(context.bind);
  createSecurity({ ...context, securityHeaders: http.securityHeaders });
  const nodes = createNodes(context);
  const assigner = createAssigner({ ...context, nodes });
  const activity = createActivity({
    ...context,
    ofProject: isAboutProject,
    requireProject: (id) => requireFace(context.db, { kind: 'project', id }),
  });
  const localNode = dependencies.nodeLink === null ? null : (dependencies.nodeLink?.name ?? localNodeName);
  const tracking = createTracking(context, {
    activity,
    config: dependencies.config,
    http,
    metrics,
    assigner,
    nodes,
    localNode,
    pendingDialogs: () => interactions.pending(),
    isKilled: () => patterns.isKilled(),
  });
  const tiers = createTierRecord({ ...context, nodes });
  const patterns = createPatterns({
    ...context,
    nodes: withTiers(nodes, tiers),
    interactionOf: (id) => interactions.read(id),
    history: (wanted) => interactions.history(wanted),
  });
  const interactions = createInteractions({
    ...context,
    nodes: withTiers(nodes, tiers),
    promptOf: assigner.promptOf,
    policy: patterns,
  });
  createTermius({ ...context, nodes, localNode });
  createAgentRules({ ...context, nodes });
  const terminal = createTerminal({ ...context, nodes, sockets: live });
  const remoteNodes = createRemoteNodes({ ...context, nodes, sockets: live });
  const sessions = createSessions({ ...context, nodes, tiers, limits: assigner.limits });
  createAgents({ ...context, nodes, assigner, sessions, interactions });
  metrics.gauge({ name: 'architect_live_connections', help: 'Open live connections', read: live.count });
  metrics.gauge({
    name: 'architect_prompts',
    help: 'Prompts by status',
    label: 'status',
    read: async () => (await assigner.stats()).by_status,
  });
  createSystem({
    ...context,
    lifecycle,
    version: readVersion(),
    sources: {
      sessions: nodes.sessions,
      nodes: nodes.status,
      prompts: assigner.stats,
      interactions: interactions.stats,
      records: () => countByStatus(context.db),
      errors24h: () => countReports(context),
      ...tracking.figures,
      activity: activity.latest,
    },
  });
  const running = [
    { name: 'assigner', module: assigner },
    { name: 'tiers', module: tiers },
    { name: 'patterns', module: patterns },
    { name: 'interactions', module: interactions },
    ...tracking.running,
    { name: 'terminal', module: terminal },
    { name: 'nodes', module: nodes },
    { name: 'remote nodes', module: remoteNodes },
    { name: 'local node', module: createLocalNode({ nodes, assigner }, dependencies) },
  ];
  return { running, ownErrors: tracking.ownErrors };
}

/** The same nodes, as the permission policy sees them: a session never has more than a person gave it. */
function withTiers(nodes: Nodes, tiers: TierRecord): Nodes {
  return {
    ...nodes,
    session(name) {
      const session = nodes.session(name);
      return session && tiers.settle(session);
    },
  };
}

/** This machine's own node: the one that was given, or one that is started here. */
function createLocalNode(
  { nodes, assigner }: { nodes: Nodes; assigner: Running },
  { nodeLink, config, log }: AppDependencies,
): Running {
  let stopNode = async (): Promise<void> => undefined;
  return {
    async start() {
      if (nodeLink === null) return;
      if (nodeLink) return await nodes.add(nodeLink);
      const { startNode } = await import('@architect/node/start-node');
      const node = await startNode({
        name: localNodeName,
        socketName: config.tmuxSocket ?? undefined,
        dataDir: config.dataDir,
        log,
      });
      stopNode = node.stop;
      await nodes.add(node.link);
    },
    async stop() {
      // A node that goes away reports its sessions as gone: by then nobody may send to it or believe that any more.
      await assigner.stop?.();
      await nodes.stop?.();
      await stopNode();
    },
  };
}
