/** Adds up counts by status: what is done, and all but what was given up. */
export function sumByMilestone<Status extends string>(
  counts: readonly { milestone_id: number | null; status: Status; count: number }[],
  { done, out }: { done: readonly Status[]; out: readonly Status[] },
): Map<number, { total: number; done: number }> {
  const sums = new Map<number, { total: number; done: number }>();
  for (const { milestone_id, status, count } of counts) {
    if (milestone_id === null || out.includes(status)) continue;
    const sum = sums.get(milestone_id) ?? { total: 0, done: 0 };
    sums.set(milestone_id, {
      total: sum.total + count,
      done: sum.done + (done.includes(status) ? count : 0),
    });
  }
  return sums;
}
