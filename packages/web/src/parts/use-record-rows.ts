import { useCallback, useMemo, useRef, useState } from 'react';
import { useMayAct } from '../lib/app-context.tsx';
import type { RecordFilter } from '../lib/record-filter.ts';
import type { KindOfRecord, PageRecord } from '../lib/record-kinds.ts';
import {
  nothingSelected,
  selectAll,
  selectTo,
  stepBy,
  subjectsOf,
  toggleOne,
} from '../lib/record-selection.ts';
import { useWorkOf } from '../lib/record-work.ts';
import { useProjects } from '../lib/records.ts';
import { useChangeRecords } from '../lib/use-change-records.ts';
import type { CellTools } from './record-columns.tsx';
import type { FieldWish } from './record-field-picker.tsx';
import { focusRecord, useRecordKeys } from './use-record-keys.ts';
import { useRemoveRecords } from './use-remove-records.ts';

/** Selection, focus and changes of the rows that are shown. */
export function useRecordRows(kind: KindOfRecord, records: readonly PageRecord[], filter: RecordFilter) {
  const mayAct = useMayAct();
  const ids = useMemo(() => records.map(({ id }) => id), [records]);
  const { selection, toggleHere, step, ...rows } = useRowSelection(ids);
  const { clear } = rows;
  const [wish, setWish] = useState<FieldWish | null>(null);
  const { change, pending } = useChangeRecords(kind);
  const { remove: removeAll, restore: restoreAll } = useRemoveRecords(kind);
  const search = useRef<HTMLInputElement | null>(null);
  const subjects = useMemo(() => {
    const wanted = subjectsOf(selection, ids);
    return records.filter(({ id }) => wanted.includes(id));
  }, [selection, ids, records]);
  const pick = useCallback(
    (field: string) => {
      if (subjects.length > 0) setWish({ field, records: subjects });
    },
    [subjects],
  );
  const remove = useCallback(
    () => void removeAll(subjects).then((done) => done && clear()),
    [removeAll, subjects, clear],
  );
  const projectId = filter.project ? Number(filter.project) : undefined;
  useRecordKeys({
    ...{ kind, mayAct, search, projectId, at: selection.at },
    ...{ step, toggle: toggleHere, pick, remove, clear },
  });
  return {
    ...{ ...rows, ...useCellTools(kind, ids, setWish), selection, pending, search, wish, pick, remove },
    restore: () => void restoreAll(subjects).then(clear),
    closePicker: () => setWish(null),
    setField(value: string | null) {
      setWish(null);
      if (wish) void change({ ...wish, value });
    },
  };
}

/** Which of the rows are chosen, and at which one the keyboard is. */
function useRowSelection(ids: readonly number[]) {
  const [selection, setSelection] = useState(nothingSelected);
  const toggle = useCallback(
    (id: number, isRange: boolean) =>
      setSelection((known) => (isRange ? selectTo(known, ids, id) : toggleOne(known, id))),
    [ids],
  );
  return {
    selection,
    chosen: useMemo(() => ids.filter((id) => selection.chosen.has(id)), [ids, selection]),
    clear: useCallback(() => setSelection(nothingSelected), []),
    focus: useCallback((id: number) => setSelection((known) => ({ ...known, at: id })), []),
    step: useCallback(
      (by: number) => {
        const next = stepBy(selection, ids, by);
        setSelection(next);
        if (next.at !== null) focusRecord(next.at);
      },
      [selection, ids],
    ),
    toggle,
    toggleHere: useCallback(
      (isRange: boolean) => {
        if (selection.at !== null) toggle(selection.at, isRange);
      },
      [selection.at, toggle],
    ),
    toggleAll: () => setSelection((known) => selectAll(known, ids)),
  };
}

/** What the cells of a row know beside its record. */
function useCellTools(kind: KindOfRecord, ids: readonly number[], wish: (wanted: FieldWish) => void) {
  const mayAct = useMayAct();
  const projects = useProjects();
  const work = useWorkOf(kind.workKind, ids);
  const tools = useMemo<CellTools>(() => {
    const names = new Map(projects.map(({ id, name }) => [id, name]));
    return {
      ...(mayAct && { pick: (field, record) => wish({ field, records: [record] }) }),
      projectName: (id) => names.get(id) ?? `project ${id}`,
      workOf: (id) => work.get(id),
    };
  }, [mayAct, projects, work, wish]);
  return { tools, hasWork: work.size > 0 };
}
