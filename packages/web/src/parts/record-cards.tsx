import { fieldOf, type KindOfRecord, type PageRecord } from '../lib/record-kinds.ts';
import classes from './record-cards.module.css';
import type { CellTools, RecordColumn } from './record-columns.tsx';
import { TitleLink } from './record-table.tsx';

/** The list on a phone. */
export function RecordCards(props: {
  kind: KindOfRecord;
  records: readonly PageRecord[];
  columns: readonly RecordColumn[];
  tools: CellTools;
  pending: ReadonlySet<number>;
  onFocus(id: number): void;
}) {
  return (
    <ul className={classes.list}>
      {props.records.map((record) => (
        <li key={record.id} className={classes.card} data-pending={props.pending.has(record.id) || undefined}>
          <TitleLink kind={props.kind} record={record} tools={props.tools} onFocus={props.onFocus} />
          <span className={classes.line}>
            <span className={classes.id}>{record.id}</span>
            {props.columns
              .filter(({ onCard, field }) => onCard && fieldOf(record, field) !== null)
              .map((column) => (
                <span key={column.field}>{column.render(record, props.tools)}</span>
              ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
