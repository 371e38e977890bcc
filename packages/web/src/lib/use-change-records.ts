import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { showUndo } from '../ui/show-undo.tsx';
import { faultText } from './api.ts';
import { fieldOf, type KindOfRecord, type PageRecord, titleOf, wayOf } from './record-kinds.ts';
import { plainWord, recordWords } from './record-words.ts';
import { putRecords, useRecordWrites } from './records.ts';

export interface RecordChange {
  records: readonly PageRecord[];
  field: string;
  value: string | number | null;
}

/**
 * Changes one field of some records: shown at once and marked as pending, rolled back when the server refuses, with a
 * way back in the toast when it agreed. `pending` holds the ids that the server has not answered for.
 */
export function useChangeRecords(kind: KindOfRecord) {
  const client = useQueryClient();
  const writes = useRecordWrites(kind);
  const [pending, setPending] = useState<ReadonlySet<number>>(new Set());

  const apply = useCallback(
    async ({ records, field, value }: RecordChange): Promise<boolean> => {
      const ids = records.map(({ id }) => id);
      setPending((known) => new Set([...known, ...ids]));
      putRecords(
        client,
        kind,
        records.map((one) => ({ ...one, [field]: value })),
      );
      try {
        await writes.changeAll(ids, { [field]: value });
        return true;
      } catch (error) {
        putRecords(client, kind, records);
        const message = `${faultText(error)} Everything is as it was.`;
        notifications.show({ title: 'Not changed', message, color: 'red', autoClose: 12_000 });
        return false;
      } finally {
        setPending((known) => new Set([...known].filter((id) => !ids.includes(id))));
      }
    },
    [client, kind, writes],
  );

  const undo = useCallback(
    async ({ records, field, value }: RecordChange) => {
      for (const record of records) {
        const before = plainValue(record, field);
        const way = field === 'status' ? wayOf(kind, String(value), String(before)) : [before];
        for (const step of way ?? []) {
          if (!(await apply({ records: [{ ...record, [field]: value }], field, value: step }))) return;
        }
      }
    },
    [apply, kind],
  );

  const change = useCallback(
    async (wish: RecordChange): Promise<boolean> => {
      const records = wish.records.filter((one) => plainValue(one, wish.field) !== wish.value);
      if (records.length === 0) return true;
      const real = { ...wish, records };
      if (!(await apply(real))) return false;
      showUndo(wordsOfChange(kind, real), canUndo(kind, real) ? () => void undo(real) : null);
      return true;
    },
    [apply, kind, undo],
  );
  return { change, pending };
}

function plainValue(record: PageRecord, field: string): string | number | null {
  const value = fieldOf(record, field);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function canUndo(kind: KindOfRecord, { records, field, value }: RecordChange): boolean {
  if (field !== 'status') return true;
  return records.every(({ status }) => wayOf(kind, String(value), status) !== null);
}

function wordsOfChange(kind: KindOfRecord, { records, field, value }: RecordChange): string {
  const [first] = records;
  const words = recordWords[kind.kind];
  const what =
    first && records.length === 1 ? `“${short(titleOf(first))}”` : `${records.length} ${words.many}`;
  const to = value === null ? 'nothing' : plainWord(String(value));
  if (field === 'assigned_to')
    return value === null ? `${what}: assigned to nobody.` : `${what}: assigned to ${value}.`;
  return `${what}: ${plainWord(field).toLowerCase()} is now ${to.toLowerCase()}.`;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
