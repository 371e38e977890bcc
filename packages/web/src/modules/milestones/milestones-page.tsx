import { milestoneKind } from '../../lib/record-kinds.ts';
import { isMilestone, MilestoneProgress } from '../../parts/milestone-progress.tsx';
import { columnsOf } from '../../parts/record-columns.tsx';
import { RecordDay } from '../../parts/record-day.tsx';
import { RecordList } from '../../parts/record-list.tsx';
import { PlanButton } from './plan-button.tsx';

const columns = columnsOf(milestoneKind, [
  {
    field: 'progress',
    title: 'Progress',
    width: 190,
    sortable: false,
    onCard: true,
    render: (record) => (isMilestone(record) ? <MilestoneProgress progress={record.progress} /> : null),
  },
  {
    field: 'target_date',
    title: 'Target',
    width: 168,
    sortable: true,
    onCard: true,
    render: (record) =>
      isMilestone(record) ? (
        <RecordDay
          day={record.target_date ?? ''}
          isOpen={milestoneKind.openStatuses.includes(record.status)}
        />
      ) : null,
  },
]);

export function MilestonesPage() {
  return (
    <RecordList
      kind={milestoneKind}
      note="What belongs together, and by when."
      columns={columns}
      views={<PlanButton />}
    />
  );
}
