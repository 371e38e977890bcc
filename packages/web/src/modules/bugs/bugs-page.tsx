import { bugKind } from '../../lib/record-kinds.ts';
import { columnsOf } from '../../parts/record-columns.tsx';
import { RecordList } from '../../parts/record-list.tsx';
import { RecordViews } from '../../parts/record-views.tsx';
import { isBug, RespondBy } from './respond-by.tsx';

const columns = columnsOf(bugKind, [
  {
    field: 'respond_by',
    title: 'Answer',
    width: 104,
    sortable: true,
    onCard: true,
    render: (record) => (isBug(record) ? <RespondBy bug={record} /> : null),
  },
]);

export function BugsPage() {
  return (
    <RecordList
      kind={bugKind}
      note="What is broken, and by when somebody must begin."
      columns={columns}
      views={<RecordViews kind={bugKind} current="list" />}
    />
  );
}
