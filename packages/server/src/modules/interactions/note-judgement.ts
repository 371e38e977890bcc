import type { Verdict } from '@architect/contracts/patterns';
import type { PatientWriter } from '../../platform/database/patient-writer.ts';
import { aboutOf } from './about-interaction.ts';
import { changePending, type InteractionTables, toInteraction } from './store.ts';

/** Writes down what a policy thought of a dialog that it does not answer. Nothing is pressed. */
export async function noteJudgement(
  id: number,
  { note, verdict }: { note: string; verdict: Verdict },
  writer: PatientWriter,
): Promise<void> {
  await writer.write(async (tx) => {
    // Somebody may be answering it by now: then their note counts.
    const noted = await changePending(tx.tables<InteractionTables>(), id, false, { note });
    if (!noted) return;
    await tx.audit({
      actor: 'policy',
      action: 'interaction.judged',
      entityType: 'interaction',
      entityId: id,
      details: { note, verdict, ...aboutOf(noted) },
    });
    tx.publish('interaction.changed', toInteraction(noted));
  });
}
