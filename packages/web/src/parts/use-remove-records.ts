import { useCallback } from 'react';
import { type KindOfRecord, type PageRecord, titleOf } from '../lib/record-kinds.ts';
import { recordWords } from '../lib/record-words.ts';
import { useRecordWrites } from '../lib/records.ts';
import { useAct } from '../lib/use-act.tsx';
import { showUndo } from '../ui/show-undo.tsx';

/** Deletes (projects: archives) and restores, each with its way back. */
export function useRemoveRecords(kind: KindOfRecord) {
  const writes = useRecordWrites(kind);
  const act = useAct();
  const { many } = recordWords[kind.kind];
  const gone = kind.kind === 'project' ? 'archived' : 'deleted';

  const restore = useCallback(
    (records: readonly PageRecord[]) =>
      act(
        async () => {
          for (const { id } of records) await writes.restore(id);
        },
        `${nameOf(records, many)}: restored.`,
      ),
    [act, writes, many],
  );
  const remove = useCallback(
    async (records: readonly PageRecord[]): Promise<boolean> => {
      if (records.length === 0) return false;
      const done = await act(async () => {
        for (const { id } of records) await writes.remove(id);
        return true;
      }, null);
      if (done) showUndo(`${nameOf(records, many)}: ${gone}.`, () => void restore(records));
      return done === true;
    },
    [act, writes, many, gone, restore],
  );
  return { remove, restore };
}

function nameOf(records: readonly PageRecord[], many: string): string {
  const [first] = records;
  return first && records.length === 1 ? `“${titleOf(first).slice(0, 40)}”` : `${records.length} ${many}`;
}
