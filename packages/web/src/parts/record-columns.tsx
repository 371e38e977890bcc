import type { RecordWork } from '@architect/contracts/assignments';
import type { ReactNode } from 'react';
import { type KindOfRecord, type PageRecord, textOf } from '../lib/record-kinds.ts';
import { Ago } from '../ui/ago.tsx';
import { PersonMark, PriorityMark, StatusMark } from './record-marks.tsx';
import { WorkMark } from './work-mark.tsx';

/** What a cell may do and know besides its record. */
export interface CellTools {
  /** Absent: this person only looks. */
  pick?: (field: string, record: PageRecord) => void;
  projectName(id: number): string;
  /** What an agent did or does about it last. */
  workOf(id: number): RecordWork | undefined;
}

/** Left out while no agent has any of the shown records. */
export const workField = 'work';

export interface RecordColumn {
  field: string;
  title: string;
  width: number;
  sortable: boolean;
  /** Not repeated on a phone's card, where the title stands above. */
  onCard?: boolean;
  render(record: PageRecord, tools: CellTools): ReactNode;
}

/** The columns that a kind has because of what it is; a module puts its own between them. */
export function columnsOf(kind: KindOfRecord, own: readonly RecordColumn[] = []): readonly RecordColumn[] {
  const picks = (field: string, record: PageRecord, { pick }: CellTools) =>
    pick && record.deleted_at === null ? { onPick: () => pick(field, record) } : {};
  const status: RecordColumn = {
    field: 'status',
    title: 'Status',
    width: 128,
    sortable: true,
    onCard: true,
    render: (record, tools) => <StatusMark status={record.status} {...picks('status', record, tools)} />,
  };
  const priority: RecordColumn = {
    field: 'priority',
    title: 'Priority',
    width: 104,
    sortable: true,
    onCard: true,
    render: (record, tools) => (
      <PriorityMark priority={textOf(record, 'priority')} {...picks('priority', record, tools)} />
    ),
  };
  const person: RecordColumn = {
    field: 'assigned_to',
    title: 'Assigned to',
    width: 132,
    sortable: true,
    onCard: true,
    render: (record, tools) => (
      <PersonMark person={textOf(record, 'assigned_to') || null} {...picks('assigned_to', record, tools)} />
    ),
  };
  const updated: RecordColumn = {
    field: 'updated_at',
    title: 'Changed',
    width: 88,
    sortable: true,
    onCard: true,
    render: (record) => <Ago at={record.updated_at} />,
  };
  const work: RecordColumn = {
    field: workField,
    title: 'Agent',
    width: 112,
    sortable: false,
    render: (record, { workOf }) => <WorkMark work={workOf(record.id)} />,
  };
  return [
    status,
    ...(kind.hasPriority ? [priority] : []),
    ...own,
    ...(kind.hasAssignee ? [person] : []),
    ...(kind.workKind ? [work] : []),
    updated,
  ];
}
