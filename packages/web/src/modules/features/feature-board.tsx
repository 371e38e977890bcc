import { featureKind } from '../../lib/record-kinds.ts';
import { RecordBoard } from '../../parts/record-board.tsx';

export function FeatureBoard() {
  return <RecordBoard kind={featureKind} title="Features" />;
}
