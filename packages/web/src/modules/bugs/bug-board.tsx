import { bugKind } from '../../lib/record-kinds.ts';
import { RecordBoard } from '../../parts/record-board.tsx';

export function BugBoard() {
  return <RecordBoard kind={bugKind} title="Bugs" />;
}
