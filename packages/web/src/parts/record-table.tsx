import { Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Link } from 'react-router';
import { fieldOf, type KindOfRecord, type PageRecord, titleOf } from '../lib/record-kinds.ts';
import type { RecordSelection } from '../lib/record-selection.ts';
import { recordPath, recordWords } from '../lib/record-words.ts';
import type { CellTools, RecordColumn } from './record-columns.tsx';
import classes from './record-table.module.css';

export interface RecordTableProps {
  kind: KindOfRecord;
  records: readonly PageRecord[];
  columns: readonly RecordColumn[];
  tools: CellTools;
  sort: string;
  selection: RecordSelection;
  pending: ReadonlySet<number>;
  onSort(sort: string): void;
  onToggle(id: number, isRange: boolean): void;
  onToggleAll(): void;
  onFocus(id: number): void;
}

/** Dense rows. The title is the link that the keyboard goes along. */
export function RecordTable(props: RecordTableProps) {
  const { records, columns, selection, kind } = props;
  const chosen = records.filter(({ id }) => selection.chosen.has(id)).length;
  const label = recordWords[kind.kind].many;
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <colgroup>
          {props.tools.pick ? <col style={{ width: 38 }} /> : null}
          <col style={{ width: 62 }} />
          <col />
          {columns.map(({ field, width }) => (
            <col key={field} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {props.tools.pick ? (
              <th>
                <Checkbox
                  size="xs"
                  aria-label={`Select all ${label} of this page`}
                  checked={chosen > 0 && chosen === records.length}
                  indeterminate={chosen > 0 && chosen < records.length}
                  onChange={props.onToggleAll}
                />
              </th>
            ) : null}
            <Heading {...props} field="id" title="Id" sortable />
            <Heading {...props} field={kind.titleField} title="Title" sortable />
            {columns.map(({ field, title, sortable }) => (
              <Heading key={field} {...props} field={field} title={title} sortable={sortable} />
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row key={record.id} {...props} record={record} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ record, ...props }: RecordTableProps & { record: PageRecord }) {
  const { kind, selection, columns, tools } = props;
  const isChosen = selection.chosen.has(record.id);
  return (
    <tr
      data-chosen={isChosen || undefined}
      data-at={selection.at === record.id || undefined}
      data-pending={props.pending.has(record.id) || undefined}
      aria-busy={props.pending.has(record.id) || undefined}
    >
      {tools.pick ? (
        <td>
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={`Select ${titleOf(record)}`}
            checked={isChosen}
            onChange={(event) =>
              props.onToggle(record.id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
            }
          />
        </td>
      ) : null}
      <td className={classes.id}>{record.id}</td>
      <td>
        <TitleLink kind={kind} record={record} tools={tools} onFocus={props.onFocus} />
      </td>
      {columns.map((column) => (
        <td key={column.field}>{column.render(record, tools)}</td>
      ))}
    </tr>
  );
}

/** The title with its project and labels; `data-record` is what the keyboard goes by. */
export function TitleLink(props: {
  kind: KindOfRecord;
  record: PageRecord;
  tools: CellTools;
  onFocus(id: number): void;
}) {
  const { kind, record, tools } = props;
  const projectId = kind.project === 'none' ? null : fieldOf(record, 'project_id');
  const labels = 'labels' in record ? record.labels : [];
  return (
    <span className={classes.title}>
      <Link
        to={recordPath(kind.kind, record.id)}
        className={classes.link}
        data-record={record.id}
        data-deleted={record.deleted_at !== null || undefined}
        onFocus={() => props.onFocus(record.id)}
      >
        {titleOf(record)}
      </Link>
      {labels.slice(0, 3).map((label) => (
        <span key={label} className={classes.label}>
          {label}
        </span>
      ))}
      {typeof projectId === 'number' ? (
        <Link to={`?project=${projectId}`} className={classes.project} tabIndex={-1}>
          {tools.projectName(projectId)}
        </Link>
      ) : null}
    </span>
  );
}

function Heading(
  props: Pick<RecordTableProps, 'sort' | 'onSort'> & { field: string; title: string; sortable: boolean },
) {
  const { field, title, sort } = props;
  if (!props.sortable) return <th scope="col">{title}</th>;
  const isDown = sort === `-${field}`;
  const isSorted = isDown || sort === field;
  return (
    <th scope="col" aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => props.onSort(isSorted && !isDown ? `-${field}` : field)}
      >
        {title}
        {isSorted ? isDown ? <IconArrowDown size={12} /> : <IconArrowUp size={12} /> : null}
      </button>
    </th>
  );
}
