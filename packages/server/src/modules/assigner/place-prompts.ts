import type { Session } from '@architect/contracts/sessions';
import type { Database } from '../../platform/context.ts';
import { type Crowd, whyHeldBack } from './crowd.ts';
import { createFairLine, type Turns } from './fair-line.ts';
import { wishOf } from './prompt-records.ts';
import { type Assignment, chooseSession } from './queue-rules.ts';
import type { AssignerTables } from './tables.ts';
import { type WaitingRow, waitingInLane, waitingLanes } from './waiting-store.ts';

/** Who is free, and who works, at one moment. */
export interface View {
  free: Session[];
  crowd: Crowd;
}

export interface PlacePrompts {
  db: Pick<Database, 'tables'>;
  turns: Turns;
  look(): View;
  isOpen(): boolean;
  isStarting(promptId: number): boolean;
  begin(chosen: Assignment): void;
}

/** Goes once through the waiting prompts in their fair order and begins those that a free session may take. */
export async function placePrompts(options: PlacePrompts): Promise<void> {
  const { db, turns, look, isOpen } = options;
  let view = look();
  if (view.free.length === 0) return;
  const tables = db.tables<AssignerTables>();
  const line = createFairLine(await waitingLanes(tables), turns, async (lane, page) => {
    const rows = await waitingInLane(tables, { lane, ...page });
    // A session may have gone or been taken during the read.
    view = look();
    return rows;
  });
  while (isOpen()) {
    const next = await line.next();
    if (!next || view.free.length === 0) return;
    if (place(next, view, options)) view = look();
  }
}

function place(
  { row, lane }: { row: WaitingRow; lane: string },
  { free, crowd }: View,
  { turns, isStarting, begin }: PlacePrompts,
): boolean {
  if (isStarting(row.id)) return false;
  const wish = wishOf(row);
  const session = chooseSession(wish, free, (candidate) => whyHeldBack(wish, candidate, crowd) === null);
  if (!session) return false;
  turns.take(lane);
  begin({ promptId: row.id, session: { node: session.node, name: session.name } });
  return true;
}
