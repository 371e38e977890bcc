import type { Verdict } from '@architect/contracts/patterns';
import type { PatientWriter } from '../../platform/database/patient-writer.ts';
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
    const { session, node, kind, tool, subject, prompt_id } = noted;
    await tx.audit({
      actor: 'policy',
      action: 'interaction.judged',
      entityType: 'interaction',
      entityId: id,
      details: { note, verdict, session, node, kind, tool, subject: subject.slice(0, 2_000), prompt_id },
    });
    tx.publish('interaction.changed', toInteraction(noted));
  });
}
