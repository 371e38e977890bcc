import type { Interaction } from '@architect/contracts/interactions';
import type { Verdict } from '@architect/contracts/patterns';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { createPatientWriter, type PatientWriter } from '../../platform/database/patient-writer.ts';
import type { Nodes, SessionRef } from '../nodes/index.ts';
import { type Answering, createAnswering } from './answering.ts';
import { createDialogLog } from './dialog-log.ts';
import { noteJudgement } from './note-judgement.ts';
import { readInteraction } from './read-interactions.ts';
import { bindInteractionRoutes } from './routes.ts';
import { countInteractions, type InteractionTables } from './store.ts';

/**
 * What a policy wants of a dialog that just opened. `note` leaves it to a person and writes down why; null leaves it to
 * a person without a word.
 */
export type Decide = (interaction: Interaction) =>
  | {
      action: 'approve' | 'deny';
      by: 'pattern' | 'policy';
      name: string;
      pattern_id: number | null;
      reason?: string;
      /** Asked just before the key is pressed; false cancels. */
      stillHolds?(): boolean;
    }
  | { action: 'note'; note: string; verdict: Verdict }
  | null;

export interface Interactions extends Running {
  /** Dialogs that wait for a decision, and those answered in the last day. */
  stats(): Promise<{ pending: number; decided_24h: number }>;
  /** @throws AppError NOT_FOUND */
  read(id: number): Promise<Interaction>;
}

export interface InteractionsOptions extends ModuleContext {
  nodes: Nodes;
  promptOf(session: SessionRef): number | null;
  /** Asked once for each dialog that opens. Default: every decision is a person's. */
  decide?: Decide;
}

const dayMs = 86_400_000;

/** Every dialog an agent shows becomes an interaction, and every decision about it is given to the agent once. */
export function createInteractions(options: InteractionsOptions): Interactions {
  const { db, clock, nodes, decide = () => null } = options;
  const writer = createPatientWriter(options);
  const answering = createAnswering({ ...options, writer });
  const dialogs = createDialogLog({
    ...options,
    writer,
    onOpened: (interaction) => void followPolicy(interaction, { ...options, decide, answering, writer }),
  });
  const unlisten: (() => void)[] = [];
  bindInteractionRoutes(options.bind, { db, answering });

  return {
    read: (id) => readInteraction(db, id),
    stats: () => countInteractions(db.tables<InteractionTables>(), clock.now() - dayMs),
    async start() {
      if (unlisten.length > 0) return;
      await answering.releaseCutShort();
      unlisten.push(
        nodes.on('dialog.opened', (event, node) => void dialogs.opened(event, node)),
        nodes.on('dialog.closed', (event, node) => void dialogs.closed(event, node)),
        nodes.onReady((node) => void dialogs.align(node).catch((error: unknown) => logAlign(options, error))),
        nodes.onSessionChange(({ before, after }) => {
          if (before && after && before.name !== after.name) void dialogs.renamed(before, after.name);
          if (before?.dialog && !after) void dialogs.gone(before);
        }),
      );
    },
    async stop() {
      for (const end of unlisten.splice(0)) end();
      writer.stop();
      await dialogs.settled();
    },
  };
}

function logAlign({ log }: Pick<ModuleContext, 'log'>, error: unknown): void {
  log.error({ err: error }, 'the dialogs of a node could not be brought up to date');
}

async function followPolicy(
  interaction: Interaction,
  {
    decide,
    answering,
    writer,
    log,
  }: Pick<ModuleContext, 'log'> & { decide: Decide; answering: Answering; writer: PatientWriter },
): Promise<void> {
  try {
    const decision = decide(interaction);
    if (!decision) return;
    if (decision.action === 'note') return await noteJudgement(interaction.id, decision, writer);
    const { action, pattern_id: patternId, ...decider } = decision;
    await answering.handle(interaction.id, { action }, { ...decider, patternId });
  } catch (error) {
    // It stays pending: a person sees it and decides.
    log.warn({ err: error, interaction: interaction.id }, 'a policy could not answer a dialog');
  }
}
