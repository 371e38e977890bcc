import { devopsTaskKind } from '../../lib/record-kinds.ts';
import { RecordPage } from '../../parts/record-page.tsx';

export function DevopsTaskPage() {
  return <RecordPage kind={devopsTaskKind} />;
}
