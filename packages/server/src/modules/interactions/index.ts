import type { Interaction } from '@architect/contracts/interactions';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { createPatientWriter } from '../../platform/database/patient-writer.ts';
import type { Nodes, SessionRef } from '../nodes/index.ts';
import { type Answering, createAnswering } from './answering.ts';
import { createDialogLog } from './dialog-log.ts';
import { bindInteractionRoutes } from './routes.ts';
import { countInteractions, type InteractionTables } from './store.ts';

/** What a policy wants of a dialog that just opened; null leaves it to a person. */
export type Decide = (interaction: Interaction) => {
  action: 'approve' | 'deny';
  by: 'pattern' | 'policy';
  name: string;
  pattern_id: number | null;
} | null;

export interface Interactions extends Running {
  /** Dialogs that wait for a decision, and those answered in the last day. */
  stats(): Promise<{ pending: number; decided_24h: number }>;
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
    ...{ ...options, writer },
    onOpened: (interaction) => void followPolicy(interaction, { ...options, decide, answering }),
  });
  const unlisten: (() => void)[] = [];
  bindInteractionRoutes(options.bind, { db, answering });

  return {
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
  { decide, answering, log }: Pick<ModuleContext, 'log'> & { decide: Decide; answering: Answering },
): Promise<void> {
  try {
    const decision = decide(interaction);
    if (!decision) return;
    const { action, by, name, pattern_id } = decision;
    await answering.handle(interaction.id, { action }, { by, name, patternId: pattern_id });
  } catch (error) {
    // It stays pending: a person sees it and decides.
    log.warn({ err: error, interaction: interaction.id }, 'a policy could not answer a dialog');
  }
}
