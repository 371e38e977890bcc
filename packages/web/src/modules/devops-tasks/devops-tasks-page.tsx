import { devopsTaskKind, textOf } from '../../lib/record-kinds.ts';
import { plainWord } from '../../lib/record-words.ts';
import { columnsOf } from '../../parts/record-columns.tsx';
import { RecordDay } from '../../parts/record-day.tsx';
import { RecordList } from '../../parts/record-list.tsx';

const columns = columnsOf(devopsTaskKind, [
  {
    field: 'task_type',
    title: 'Type',
    width: 112,
    sortable: true,
    onCard: true,
    render: (record) => plainWord(textOf(record, 'task_type')),
  },
  {
    field: 'due_date',
    title: 'Due',
    width: 168,
    sortable: true,
    onCard: true,
    render: (record) => (
      <RecordDay
        day={textOf(record, 'due_date')}
        isOpen={devopsTaskKind.openStatuses.includes(record.status)}
      />
    ),
  },
]);

export function DevopsTasksPage() {
  return (
    <RecordList kind={devopsTaskKind} note="What keeps the machines and pipelines going." columns={columns} />
  );
}
