import type { Interaction } from '@architect/contracts/interactions';
import type { ModuleContext, Running } from '../../platform/context.ts';
import type { PatientWriter } from '../../platform/database/patient-writer.ts';
import { aboutOf } from './about-interaction.ts';
import { dueForEscalation, markEscalated, nextDeadline, spreadDeadlines } from './deadline-store.ts';
import { type InteractionTables, toInteraction } from './store.ts';

/** Tells people again of dialogs that nobody decided in time. Deadlines are in the database: a restart forgets none. */
export interface Escalation extends Running {
  /** Sets the deadline of every dialog that waits by what the policy says now. */
  spread(): Promise<void>;
}

export interface EscalationOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log' | 'events'> {
  writer: PatientWriter;
  escalateAfterMs(): number;
  /** After people were told. */
  onEscalated(interaction: Interaction): void;
}

const retryMs = 5_000;

export function createEscalation(options: EscalationOptions): Escalation {
  const { db, clock, log, events } = options;
  let next: { at: number; cancel: () => void } | null = null;
  let unlisten: (() => void) | null = null;
  let running: Promise<void> = Promise.resolve();

  function arm(at: number): void {
    if (unlisten === null || (next && next.at <= at)) return;
    next?.cancel();
    next = { at, cancel: clock.after(Math.max(0, at - clock.now()), onDue) };
  }

  function onDue(): void {
    next = null;
    running = running
      .then(() => escalateDue(options))
      .then(armNext)
      .catch((error: unknown) => {
        log.error({ err: error }, 'dialogs that wait too long could not be escalated; trying again');
        arm(clock.now() + retryMs);
      });
  }

  async function armNext(): Promise<void> {
    const at = await nextDeadline(db.tables<InteractionTables>());
    if (at !== null) arm(at);
  }

  function onChanged({ status, decided_at, escalates_at, escalated_at }: Interaction): void {
    const waits = status === 'pending' && decided_at === null && escalated_at === null;
    if (waits && escalates_at !== null) arm(Date.parse(escalates_at));
  }

  return {
    async start() {
      if (unlisten !== null) return;
      unlisten = events.subscribe('interaction.changed', onChanged);
      await spread(options);
      await armNext();
    },
    spread: () => spread(options),
    async stop() {
      unlisten?.();
      unlisten = null;
      next?.cancel();
      next = null;
      await running;
    },
  };
}

async function spread({ writer, escalateAfterMs }: EscalationOptions): Promise<void> {
  await writer.write(async (tx) => {
    const moved = await spreadDeadlines(tx.tables<InteractionTables>(), escalateAfterMs());
    for (const row of moved) tx.publish('interaction.changed', toInteraction(row));
  });
}

async function escalateDue({ db, clock, writer, onEscalated }: EscalationOptions): Promise<void> {
  for (const { id } of await dueForEscalation(db.tables<InteractionTables>(), clock.now())) {
    const escalated = await writer.write(async (tx) => {
      const row = await markEscalated(tx.tables<InteractionTables>(), id, clock.now());
      // Somebody is answering it by now; when that fails it is due again.
      if (!row) return null;
      await tx.audit({
        actor: 'policy',
        action: 'interaction.escalated',
        entityType: 'interaction',
        entityId: id,
        details: { waited_ms: clock.now() - row.created_at, ...aboutOf(row) },
      });
      const interaction = toInteraction(row);
      tx.publish('interaction.changed', interaction);
      return interaction;
    });
    if (escalated) onEscalated(escalated);
  }
}
