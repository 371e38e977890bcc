import type { Pattern } from '@architect/contracts/patterns';

/** The order in which rules decide: a denial always wins, then priority, then the stricter one, then the older one. */
export function inDecidingOrder(rules: readonly Pattern[]): Pattern[] {
  return rules.toSorted(
    (a, b) =>
      Number(b.action === 'deny') - Number(a.action === 'deny') ||
      b.priority - a.priority ||
      Number(a.action === 'approve') - Number(b.action === 'approve') ||
      a.id - b.id,
  );
}
