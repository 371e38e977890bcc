import type { NumberedTask } from './number-tasks.ts';
import type { PlanTaskRow } from './store.ts';

export interface KnownWork {
  /** By the key of the task as it stands now. */
  byKey: Map<string, PlanTaskRow>;
  /** Rows whose text or file is another one now. */
  moved: { row: PlanTaskRow; task: NumberedTask }[];
  /** Rows whose work is nowhere any more. */
  gone: PlanTaskRow[];
}

/** So much of their words two texts of one file share when one was edited into the other. */
const leastAlike = 0.6;

/**
 * Finds the work that was imported before. What is gone from one place and new in another with the same text, or with
 * nearly the same text in the same file, has been moved or edited: it is not new.
 */
export function matchKnown(tasks: readonly NumberedTask[], rows: readonly PlanTaskRow[]): KnownWork {
  const rowOf = new Map(rows.map((row) => [row.task_key, row]));
  const byKey = new Map<string, PlanTaskRow>();
  const fresh: NumberedTask[] = [];
  for (const task of tasks) {
    const row = rowOf.get(task.key);
    if (row) byKey.set(task.key, row);
    else fresh.push(task);
  }
  const here = new Set(tasks.map(({ key }) => key));
  const gone = new Set(rows.filter((row) => !here.has(row.task_key)));
  const moved: KnownWork['moved'] = [];
  for (const isSame of [isMoved, isEdited])
    for (const task of fresh) {
      if (byKey.has(task.key)) continue;
      const row = [...gone].find((one) => isSame(one, task));
      if (!row) continue;
      gone.delete(row);
      byKey.set(task.key, row);
      moved.push({ row, task });
    }
  return { byKey, moved, gone: [...gone] };
}

type Compare = (row: PlanTaskRow, task: NumberedTask) => boolean;

const isMoved: Compare = (row, task) => row.title === task.title;
const isEdited: Compare = (row, task) =>
  row.source_file === task.source_file && likeness(row.title, task.title) >= leastAlike;

/** From 0 to 1: the words that two texts share (Dice's coefficient). */
function likeness(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return (2 * shared) / Math.max(1, a.size + b.size);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
