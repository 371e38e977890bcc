import { senderOf } from './lane.ts';

/** What decides about the place in the line. */
export interface InLine {
  id: number;
  priority: number;
  /** Epoch ms. */
  created_at: number;
}

/** Remembers when each sender, and each lane of it, last had its turn. */
export interface Turns {
  /** 0 for a lane that had none. */
  lastOf(lane: string): number;
  /** The same for whoever the lane belongs to, over all of its lanes. */
  lastOfSender(lane: string): number;
  take(lane: string): void;
}

export interface FairLine<Row extends InLine> {
  /** The next prompt to look at, with its lane; null when all were looked at. */
  next(): Promise<{ row: Row; lane: string } | null>;
}

/**
 * The order in which waiting prompts are looked at. Higher priority first, whoever sent it. Within a priority senders
 * take turns, and the lanes of a sender take turns with each other: the one whose turn was longest ago, then the older
 * prompt. Within a lane the older prompt comes first. A prompt that finds no session does not cost its lane the turn: only
 * `turns.take` does.
 * @param read a page of a lane in its own order; a page shorter than asked for is the last one
 */
export function createFairLine<Row extends InLine>(
  lanes: readonly string[],
  turns: Turns,
  read: (lane: string, page: { limit: number; offset: number }) => Promise<Row[]>,
): FairLine<Row> {
  const pageSize = Math.max(10, Math.floor(rowsAtOnce / Math.max(1, lanes.length)));
  const cursors = lanes.map((lane) => createCursor(lane, pageSize, read));

  return {
    async next() {
      let best: { row: Row; lane: string; take(): void } | null = null;
      for (const cursor of cursors) {
        const row = await cursor.head();
        if (row && (!best || isBefore({ row, lane: cursor.lane }, best, turns))) {
          best = { row, lane: cursor.lane, take: cursor.take };
        }
      }
      best?.take();
      return best && { row: best.row, lane: best.lane };
    },
  };
}

/** Rows read before the first one is looked at, over all lanes. */
const rowsAtOnce = 200;

function createCursor<Row>(
  lane: string,
  pageSize: number,
  read: (lane: string, page: { limit: number; offset: number }) => Promise<Row[]>,
) {
  let rows: Row[] = [];
  let at = 0;
  let offset = 0;
  let isLastPage = false;
  return {
    lane,
    async head(): Promise<Row | null> {
      if (at >= rows.length && !isLastPage) {
        rows = await read(lane, { limit: pageSize, offset });
        offset += rows.length;
        isLastPage = rows.length < pageSize;
        at = 0;
      }
      return rows[at] ?? null;
    },
    take() {
      at += 1;
    },
  };
}

function isBefore<Row extends InLine>(
  one: { row: Row; lane: string },
  other: { row: Row; lane: string },
  turns: Turns,
): boolean {
  return (
    (other.row.priority - one.row.priority ||
      turns.lastOfSender(one.lane) - turns.lastOfSender(other.lane) ||
      turns.lastOf(one.lane) - turns.lastOf(other.lane) ||
      one.row.created_at - other.row.created_at ||
      one.row.id - other.row.id) < 0
  );
}

/** Turns are kept in memory: after a restart everybody begins anew, which delays a sender by one round at most. */
export function createTurns(): Turns {
  const ofLane = new Map<string, number>();
  const ofSender = new Map<string, number>();
  let count = 0;
  return {
    lastOf: (lane) => ofLane.get(lane) ?? 0,
    lastOfSender: (lane) => ofSender.get(senderOf(lane)) ?? 0,
    take(lane) {
      count += 1;
      ofLane.set(lane, count);
      ofSender.set(senderOf(lane), count);
    },
  };
}
