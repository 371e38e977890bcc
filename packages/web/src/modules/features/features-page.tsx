import { featureKind } from '../../lib/record-kinds.ts';
import { columnsOf } from '../../parts/record-columns.tsx';
import { RecordList } from '../../parts/record-list.tsx';
import { RecordViews } from '../../parts/record-views.tsx';

const columns = columnsOf(featureKind);

export function FeaturesPage() {
  return (
    <RecordList
      kind={featureKind}
      note="What is to be built. A spec makes it an order for an agent."
      columns={columns}
      views={<RecordViews kind={featureKind} current="list" />}
    />
  );
}
