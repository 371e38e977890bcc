import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import type { AssignerStatus, Prompt } from '@architect/contracts/prompts';
import type { NodeStatus } from '@architect/contracts/system';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Running, Tx } from '../../platform/context.ts';
import { createPatientWriter, type PatientWriter } from '../../platform/database/patient-writer.ts';
import { type Nodes, type SessionChange, type SessionRef, sessionKey } from '../nodes/index.ts';
import { renameAttemptSession } from './attempt-store.ts';
import { createDeliveryLog } from './delivery-log.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { type Enqueued, type EnqueueOptions, enqueueAll, enqueueIn, type NewPrompt } from './enqueue.ts';
import { createHeadlessStarter, type HeadlessStarter } from './headless-starter.ts';
import { letGoOfAll } from './let-go.ts';
import { createLimitTimer, type LimitTimer } from './limit-timer.ts';
import { createLimits, type Limits } from './limits.ts';
import { createOpenAttempts, type OpenAttempts } from './open-attempts.ts';
import { assignerStatus, type PromptStats, promptStats } from './overview.ts';
import { createPromptRecords, type LiveFacts, type PromptListener } from './prompt-records.ts';
import { findPrompts } from './prompt-store.ts';
import { createQueueActions, type QueueActions } from './queue-actions.ts';
import { isReady } from './queue-rules.ts';
import { createReconciler, type Reconciler } from './reconciler.ts';
import { recoverAttempts } from './recovery.ts';
import { bindAssignerRoutes } from './routes.ts';
import { createSessionHolds, type SessionHolds } from './session-holds.ts';
import type { AssignerTables } from './tables.ts';
import { createTimeOuts } from './time-outs.ts';
import { type NextInLine, nextInLine } from './waiting-store.ts';

export type { Enqueued, NewPrompt } from './enqueue.ts';
export type { PromptStats } from './overview.ts';
export { runsAgent } from './queue-rules.ts';

/** The queue of prompts: what other modules may do with it. */
export interface Assigner extends Running {
  /** Queues prompts, all or none. @throws AppError VALIDATION_FAILED, BODY_TOO_LARGE, NO_TARGET */
  enqueue(prompts: NewPrompt[], by: By): Promise<Enqueued[]>;
  /** The same inside a transaction of the caller. */
  enqueueIn(tx: Tx, prompts: NewPrompt[], by: By): Promise<Enqueued[]>;
  /** Prompts as they are now, in no order; ids that are not there are left out. */
  readPrompts(ids: number[]): Promise<Prompt[]>;
  /** @throws AppError NOT_FOUND, CONFLICT when it has ended already */
  cancel(id: number, by: By): Promise<Prompt>;
  /** Listens to changes of prompts inside the transactions that make them. */
  onChangeIn(listener: PromptListener): void;
  /** The prompt that a session works on; null when none. */
  promptOf(session: SessionRef): number | null;
  stats(): Promise<PromptStats>;
  status(): Promise<AssignerStatus>;
  /** The first prompts that wait, with the beginning of their text. */
  nextInLine(): Promise<NextInLine[]>;
  limits(): AssignerLimits;
}

export interface AssignerOptions extends ModuleContext {
  nodes: Nodes;
}

/** After a start nodes first report what happened meanwhile, before anything times out. */
const startGraceMs = 10_000;

export function createAssigner(options: AssignerOptions): Assigner {
  const { db, clock, nodes, bind } = options;
  const attempts = createOpenAttempts(nodes.setCurrentPrompt);
  const holds = createSessionHolds(clock);
  const records = createPromptRecords({
    clock,
    facts: () => liveFacts({ nodes, attempts, holds, dispatcher, limits, clock, starter }),
  });
  const wake = (): void => {
    dispatcher.kick();
    starter.kick();
    timeOuts.rearm();
  };
  let notBefore = 0;
  const writer = createPatientWriter(options);
  const limits = createLimits({ db, clock, onChanged: wake });
  const limitTimer = createLimitTimer({ nodes, clock, wake });
  const shared = { ...options, attempts, holds, records, wake, writer, limits };
  const deliveries = createDeliveryLog(shared);
  const reconciler = createReconciler({ ...shared, deliveries });
  const dispatcher = createDispatcher({ ...shared, deliveries, reconciler, limits: limits.now });
  const starter = createHeadlessStarter({ ...options, limits: limits.now, dispatcher });
  const timeOuts = createTimeOuts({ ...shared, notBefore: () => notBefore });
  const enqueue = (prompts: NewPrompt[], by: By): Promise<Enqueued[]> => enqueueAll(prompts, by, shared);
  const actions = createQueueActions(shared);
  const unlisten: (() => void)[] = [];

  bindAssignerRoutes(bind, {
    ...shared,
    actions,
    isPaused: () => !dispatcher.isOpen(),
    enqueue: async (prompt, by) => onlyOne(await enqueue([prompt], by)),
  });

  return {
    enqueue,
    ...doorOf({ ...shared, actions }),
    promptOf: (session) => attempts.on(session)?.promptId ?? null,
    limits: limits.now,
    status: () => assignerStatus({ ...shared, isPaused: () => !dispatcher.isOpen() }),
    async start() {
      if (unlisten.length > 0) return;
      unlisten.push(
        nodes.on('delivery', (step) => deliveries.apply(step)),
        nodes.onSessionChange((change) =>
          onSessionChange(change, { ...shared, reconciler, dispatcher, limitTimer, starter }),
        ),
        nodes.onReady((node) => onNodeReady(node, { ...shared, reconciler, dispatcher })),
      );
      await limits.load();
      notBefore = clock.now() + startGraceMs;
      await recoverAttempts({ ...shared, reconciler });
      reconciler.start();
      dispatcher.open();
      wake();
    },
    async stop() {
      await dispatcher.stop();
      await starter.stop();
      for (const end of unlisten.splice(0)) end();
      await timeOuts.stop();
      reconciler.stop();
      limitTimer.stop();
      holds.stop();
      writer.stop();
      await deliveries.settled();
    },
  };
}

/** What other modules do with prompts besides queueing them. */
function doorOf(
  parts: EnqueueOptions & { actions: QueueActions },
): Pick<Assigner, 'enqueueIn' | 'readPrompts' | 'cancel' | 'onChangeIn' | 'nextInLine' | 'stats'> {
  const tables = () => parts.db.tables<AssignerTables>();
  return {
    enqueueIn: (tx, prompts, by) => enqueueIn(tx, prompts, by, parts),
    readPrompts: async (ids) => await parts.records.present(tables(), await findPrompts(tables(), ids)),
    nextInLine: () => nextInLine(tables()),
    stats: () => promptStats(parts),
    cancel: parts.actions.cancel,
    onChangeIn: parts.records.onChangeIn,
  };
}

function onlyOne([queued]: Enqueued[]): Enqueued {
  if (!queued) throw new Error('a prompt was not queued');
  return queued;
}

interface Parts extends AssignerOptions {
  writer: PatientWriter;
  attempts: OpenAttempts;
  holds: SessionHolds;
  reconciler: Reconciler;
  dispatcher: Dispatcher;
  limitTimer: LimitTimer;
  starter: HeadlessStarter;
}

function liveFacts({
  nodes,
  attempts,
  holds,
  dispatcher,
  limits,
  clock,
  starter,
}: Pick<Parts, 'nodes' | 'attempts' | 'holds' | 'dispatcher' | 'clock' | 'starter'> & {
  limits: Limits;
}): LiveFacts {
  const namesOf = (wanted: NodeStatus) =>
    nodes.status().flatMap(({ name, status }) => (status === wanted ? [name] : []));
  return {
    sessions: nodes.sessions(),
    occupied: attempts.occupied(),
    holds: holds.reasons(),
    limits: limits.now(),
    notStarted: starter.problems(),
    nowMs: clock.now(),
    emptyNodes: namesOf('ready'),
    downNodes: namesOf('down'),
    awayNodes: namesOf('away'),
    starting: !dispatcher.isOpen(),
  };
}

function onSessionChange({ before, after, reason }: SessionChange, parts: Parts): void {
  const { attempts, holds, reconciler, dispatcher, limitTimer, starter } = parts;
  holds.changed(before, after);
  limitTimer.rearm();
  if (!before) reconciler.hurry();
  const attempt = before ? attempts.on(before) : null;
  if (before && attempt && !after) reconciler.sessionGone(attempt.attemptId, reason);
  if (before && attempt && after && sessionKey(before) !== sessionKey(after)) {
    attempts.rename(attempt.attemptId, after.name);
    void saveRename({ attemptId: attempt.attemptId, promptId: attempt.promptId, to: after.name }, parts);
  }
  // A session that ends its work may make room for another one: in its directory, or of its provider.
  if (after && (isReady(after) || before?.state === 'busy' || before?.state === 'blocked')) dispatcher.kick();
  if (!after) dispatcher.kick();
  if (!after) starter.kick();
}

function onNodeReady(
  node: string,
  parts: Pick<Parts, 'db' | 'log' | 'nodes' | 'reconciler' | 'dispatcher'>,
): void {
  parts.reconciler.hurry();
  parts.dispatcher.kick();
  void letGoOfAll(node, parts);
}

async function saveRename(
  change: { attemptId: string; promptId: number; to: string },
  { writer, log }: Pick<Parts, 'writer' | 'log'>,
): Promise<void> {
  try {
    await writer.write((tx) => renameAttemptSession(tx.tables<AssignerTables>(), change));
  } catch (error) {
    log.error({ err: error, attempt: change.attemptId }, 'the new name of a session could not be saved');
  }
}
