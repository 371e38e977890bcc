import type { RecordWork } from '@architect/contracts/assignments';
import type { KeyboardEvent } from 'react';
import { Link } from 'react-router';
import { type KindOfRecord, type PageRecord, textOf, titleOf } from '../lib/record-kinds.ts';
import { recordPath } from '../lib/record-words.ts';
import classes from './record-board.module.css';
import { PersonMark, PriorityMark } from './record-marks.tsx';
import { AgentAtWork } from './work-mark.tsx';

export function RecordBoardCard(props: {
  kind: KindOfRecord;
  record: PageRecord;
  projectName: string | null;
  work: RecordWork | undefined;
  isPending: boolean;
  draggable: boolean;
  /** Null when the pointer let go. */
  onDrag(record: PageRecord | null): void;
  onKeyDown(event: KeyboardEvent, record: PageRecord): void;
}) {
  const { record, kind } = props;
  const person = textOf(record, 'assigned_to') || null;
  return (
    <Link
      to={recordPath(kind.kind, record.id)}
      className={classes.card}
      data-record={record.id}
      data-pending={props.isPending || undefined}
      aria-busy={props.isPending || undefined}
      draggable={props.draggable}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', titleOf(record));
        props.onDrag(record);
      }}
      onDragEnd={() => props.onDrag(null)}
      onKeyDown={(event) => props.onKeyDown(event, record)}
    >
      <span className={classes.top}>
        <span className={classes.id}>{record.id}</span>
        {props.projectName ? <span className={classes.project}>{props.projectName}</span> : null}
      </span>
      <span className={classes.title}>{titleOf(record)}</span>
      <AgentAtWork work={props.work} />
      <span className={classes.bottom}>
        <PriorityMark priority={textOf(record, 'priority')} />
        {person ? <PersonMark person={person} /> : null}
      </span>
    </Link>
  );
}
