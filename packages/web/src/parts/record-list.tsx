import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import {
  queryOfFilter,
  type RecordFilter,
  readRecordFilter,
  writeRecordFilter,
} from '../lib/record-filter.ts';
import type { KindOfRecord, PageRecord } from '../lib/record-kinds.ts';
import {
  nothingSelected,
  selectAll,
  selectTo,
  stepBy,
  subjectsOf,
  toggleOne,
} from '../lib/record-selection.ts';
import { plainWord, recordWords } from '../lib/record-words.ts';
import { useWorkOf } from '../lib/record-work.ts';
import { useProjects, useRecords } from '../lib/records.ts';
import { totalWords } from '../lib/total-words.ts';
import { useChangeRecords } from '../lib/use-change-records.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordBulkBar } from './record-bulk-bar.tsx';
import { RecordCards } from './record-cards.tsx';
import { type CellTools, type RecordColumn, workField } from './record-columns.tsx';
import { type FieldWish, peopleOf, RecordFieldPicker } from './record-field-picker.tsx';
import { RecordFilters } from './record-filters.tsx';
import { RecordListActions } from './record-list-actions.tsx';
import { NoRecords } from './record-list-empty.tsx';
import { RecordTable } from './record-table.tsx';
import { focusRecord, useRecordKeys } from './use-record-keys.ts';
import { useRemoveRecords } from './use-remove-records.ts';

const perPage = 50;
const none: readonly PageRecord[] = [];

/** The page with all records of a kind: filters in the address, keys for everything, changes on many rows at once. */
export function RecordList(props: {
  kind: KindOfRecord;
  note: string;
  columns: readonly RecordColumn[];
  /** Other ways to see the same, e.g. a board. */
  views?: ReactNode;
}) {
  const { kind, columns } = props;
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readRecordFilter(params, kind), [params, kind]);
  const show = (change: Partial<RecordFilter>) =>
    setParams(writeRecordFilter({ ...filter, page: 1, ...change }), { replace: true });
  const query = queryOfFilter(filter, kind);
  const list = useRecords(kind, { ...query, page: filter.page, per_page: perPage });
  const records = list.data?.items ?? none;
  const rows = useRows(kind, records, filter);
  const narrow = useMediaQuery('(max-width: 48em)');
  const people = useMemo(() => peopleOf(records), [records]);
  const shown = rows.hasWork ? columns : columns.filter(({ field }) => field !== workField);
  const shared = {
    kind,
    records,
    columns: shown,
    tools: rows.tools,
    pending: rows.pending,
    onFocus: rows.focus,
  };
  return (
    <Page
      title={plainWord(recordWords[kind.kind].many)}
      note={props.note}
      actions={<RecordListActions kind={kind} filter={filter} views={props.views} />}
    >
      <RecordFilters kind={kind} filter={filter} people={people} search={rows.search} onChange={show} />
      <Panel title={headingOf(filter, kind)} count={totalWords(list.data?.pagination)} flush>
        <Loaded from={list} rows={10}>
          {({ items }) => {
            if (items.length === 0) return <NoRecords kind={kind} filter={filter} />;
            if (narrow) return <RecordCards {...shared} />;
            return (
              <RecordTable
                {...shared}
                sort={filter.sort}
                selection={rows.selection}
                onSort={(sort) => show({ sort })}
                onToggle={rows.toggle}
                onToggleAll={rows.toggleAll}
              />
            );
          }}
        </Loaded>
        <Pager pagination={list.data?.pagination} onPage={(page) => show({ page })} />
      </Panel>
      <RecordBulkBar
        kind={kind}
        count={rows.chosen.length}
        onPick={rows.pick}
        onRemove={filter.deleted ? undefined : rows.remove}
        onRestore={filter.deleted ? rows.restore : undefined}
        onClear={rows.clear}
      />
      {rows.wish ? (
        <RecordFieldPicker
          kind={kind}
          wish={rows.wish}
          people={people}
          onPick={rows.setField}
          onClose={rows.closePicker}
        />
      ) : null}
    </Page>
  );
}

function headingOf({ status, deleted }: RecordFilter, { kind }: KindOfRecord): string {
  const { many } = recordWords[kind];
  if (deleted) return kind === 'project' ? 'Archived projects' : `Deleted ${many}`;
  if (status === 'all') return `All ${many}`;
  return status === 'open' ? `Open ${many}` : plainWord(status);
}

/** Selection, focus and changes of the rows that are shown. */
function useRows(kind: KindOfRecord, records: readonly PageRecord[], filter: RecordFilter) {
  const mayAct = useMayAct();
  const [selection, setSelection] = useState(nothingSelected);
  const [wish, setWish] = useState<FieldWish | null>(null);
  const { change, pending } = useChangeRecords(kind);
  const { remove: removeAll, restore: restoreAll } = useRemoveRecords(kind);
  const search = useRef<HTMLInputElement | null>(null);
  const projects = useProjects();
  const ids = useMemo(() => records.map(({ id }) => id), [records]);
  const work = useWorkOf(kind.workKind, ids);
  const subjects = useMemo(() => {
    const wanted = subjectsOf(selection, ids);
    return records.filter(({ id }) => wanted.includes(id));
  }, [selection, ids, records]);
  const clear = useCallback(() => setSelection(nothingSelected), []);
  const focus = useCallback((id: number) => setSelection((known) => ({ ...known, at: id })), []);
  const step = useCallback(
    (by: number) => {
      const next = stepBy(selection, ids, by);
      setSelection(next);
      if (next.at !== null) focusRecord(next.at);
    },
    [selection, ids],
  );
  const toggle = useCallback(
    (id: number, isRange: boolean) =>
      setSelection((known) => (isRange ? selectTo(known, ids, id) : toggleOne(known, id))),
    [ids],
  );
  const toggleHere = useCallback(
    (isRange: boolean) => {
      if (selection.at !== null) toggle(selection.at, isRange);
    },
    [selection.at, toggle],
  );
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
  const tools = useMemo<CellTools>(() => {
    const names = new Map(projects.map(({ id, name }) => [id, name]));
    return {
      ...(mayAct && { pick: (field, record) => setWish({ field, records: [record] }) }),
      projectName: (id) => names.get(id) ?? `project ${id}`,
      workOf: (id) => work.get(id),
    };
  }, [mayAct, projects, work]);
  const projectId = filter.project ? Number(filter.project) : undefined;
  useRecordKeys({
    ...{ kind, mayAct, search, projectId, at: selection.at },
    ...{ step, toggle: toggleHere, pick, remove, clear },
  });
  const chosen = useMemo(() => ids.filter((id) => selection.chosen.has(id)), [ids, selection]);
  return {
    hasWork: work.size > 0,
    ...{ selection, chosen, pending, search, tools, wish, pick, remove, clear, focus, toggle },
    toggleAll: () => setSelection((known) => selectAll(known, ids)),
    restore: () => void restoreAll(subjects).then(clear),
    closePicker: () => setWish(null),
    setField(value: string | null) {
      setWish(null);
      if (wish) void change({ ...wish, value });
    },
  };
}
