import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import {
  queryOfFilter,
  type RecordFilter,
  readRecordFilter,
  writeRecordFilter,
} from '../lib/record-filter.ts';
import type { KindOfRecord, PageRecord } from '../lib/record-kinds.ts';
import { plainWord, recordWords } from '../lib/record-words.ts';
import { useRecords } from '../lib/records.ts';
import { totalWords } from '../lib/total-words.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordBulkBar } from './record-bulk-bar.tsx';
import { RecordCards } from './record-cards.tsx';
import { type RecordColumn, workField } from './record-columns.tsx';
import { peopleOf, RecordFieldPicker } from './record-field-picker.tsx';
import { RecordFilters } from './record-filters.tsx';
import { RecordListActions } from './record-list-actions.tsx';
import { NoRecords } from './record-list-empty.tsx';
import { RecordTable } from './record-table.tsx';
import { useRecordRows } from './use-record-rows.ts';

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
  const rows = useRecordRows(kind, records, filter);
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
