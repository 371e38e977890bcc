import type { RecordRef } from '@architect/contracts/records';
import type { By } from '../../platform/by.ts';
import type { Tx } from '../../platform/context.ts';

/** Writes what happened to a part of a record into its history, and tells pages that show the record. */
export async function tellPart(
  tx: Tx,
  { ref, by, action, details }: { ref: RecordRef; by: By; action: string; details: Record<string, unknown> },
): Promise<void> {
  await tx.audit({
    actor: by.actor,
    action: `${ref.kind}.${action}`,
    entityType: ref.kind,
    entityId: ref.id,
    details,
    correlationId: by.correlationId,
  });
  tx.publish('record.parts_changed', ref);
}
