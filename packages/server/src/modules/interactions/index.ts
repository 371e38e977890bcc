import type { Interaction } from '@architect/contracts/interactions';
import type { Session } from '@architect/contracts/sessions';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { createPatientWriter } from '../../platform/database/patient-writer.ts';
import type { Nodes, SessionRef } from '../nodes/index.ts';
import { createAnswering } from './answering.ts';
import { createDialogLog } from './dialog-log.ts';
import { createEscalation } from './escalation.ts';
import { createPolicyFollower, type DialogPolicy } from './follow-policy.ts';
import { type History, readHistory } from './history.ts';
import { readInteraction } from './read-interactions.ts';
import { bindInteractionRoutes } from './routes.ts';
import { countInteractions, type InteractionTables, toInteraction, undecided } from './store.ts';
import { createDialogSweep } from './sweep-dialogs.ts';

export type { Decide, DialogPolicy } from './follow-policy.ts';
export type { History, PastInteraction } from './history.ts';

export interface Interactions extends Running {
  /** Dialogs that wait for a decision, and those answered in the last day. */
  stats(): Promise<{ pending: number; decided_24h: number }>;
  /** @throws AppError NOT_FOUND */
  read(id: number): Promise<Interaction>;
  /** Those that wait for a decision, oldest first. */
  pending(): Promise<Interaction[]>;
  /** The newest interactions, for trying out a policy. */
  history(wanted: { limit: number; kind?: Interaction['kind'] }): Promise<History>;
}

export interface InteractionsOptions extends ModuleContext {
  nodes: Nodes;
  promptOf(session: SessionRef): number | null;
  /** Asked about each dialog that opens, and again when it may decide otherwise. Default: all decisions are a person's. */
  policy?: DialogPolicy;
}

/** Without a policy: ten minutes, then people are told. */
const noPolicy: DialogPolicy = {
  decide: () => null,
  escalateAfterMs: () => 600_000,
  onChange: () => () => undefined,
};

const dayMs = 86_400_000;

/** Every dialog an agent shows becomes an interaction, and every decision about it is given to the agent once. */
export function createInteractions(options: InteractionsOptions): Interactions {
  const { db, clock, nodes, log, policy = noPolicy } = options;
  const writer = createPatientWriter(options);
  const answering = createAnswering({ ...options, writer });
  const follower = createPolicyFollower({ ...options, decide: policy.decide, answering, writer });
  const { escalateAfterMs } = policy;
  const dialogs = createDialogLog({ ...options, escalateAfterMs, writer, onOpened: follower.judge });
  const escalation = createEscalation({
    ...options,
    escalateAfterMs,
    writer,
    onEscalated: follower.judgeAgain,
  });
  const sweep = createDialogSweep({ ...options, dialogs });
  const unlisten: (() => void)[] = [];
  bindInteractionRoutes(options.bind, { db, answering });

  const logged = (what: Promise<unknown>, message: string): void =>
    void what.catch((error: unknown) => log.error({ err: error }, message));
  const judgeOpen = (of?: Partial<SessionRef>): void =>
    logged(follower.judgeOpen(of), 'the dialogs that wait could not be judged again');
  async function onReady(node: string): Promise<void> {
    await dialogs.align(node);
    await follower.judgeOpen({ node });
  }

  return {
    read: (id) => readInteraction(db, id),
    pending: async () => (await undecided(db.tables<InteractionTables>(), {})).map(toInteraction),
    history: (wanted) => readHistory(db.tables<InteractionTables>(), wanted),
    stats: () => countInteractions(db.tables<InteractionTables>(), clock.now() - dayMs),
    async start() {
      if (unlisten.length > 0) return;
      await answering.releaseCutShort();
      await escalation.start?.();
      await sweep.start?.();
      unlisten.push(
        nodes.on('dialog.opened', (event, node) => void dialogs.opened(event, node)),
        nodes.on('dialog.closed', (event, node) => void dialogs.closed(event, node)),
        nodes.onReady((node) =>
          logged(onReady(node), 'the dialogs of a node could not be brought up to date'),
        ),
        policy.onChange(() => {
          logged(escalation.spread(), 'the deadlines of dialogs that wait could not be changed');
          judgeOpen();
        }),
        nodes.onSessionChange(({ before, after }) => {
          if (before && after && before.name !== after.name) void dialogs.renamed(before, after.name);
          if (before?.dialog && !after) {
            if (nodes.isReady(before.node)) void dialogs.gone(before);
            else dialogs.outOfReach(before.node);
          }
          if (before && after && mayBeJudgedOtherwise(before, after)) judgeOpen(after);
        }),
      );
    },
    async stop() {
      for (const end of unlisten.splice(0)) end();
      writer.stop();
      await sweep.stop?.();
      await escalation.stop?.();
      await dialogs.settled();
      await follower.settled();
    },
  };
}

/** Another tier, or what kept keys from the dialog is over: copy mode, input switched off. */
function mayBeJudgedOtherwise(before: Session, after: Session): boolean {
  if (!after.dialog || before.dialog?.fingerprint !== after.dialog.fingerprint) return false;
  return before.tier !== after.tier || before.not_deliverable_because !== after.not_deliverable_because;
}
