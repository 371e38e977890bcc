/**
 * Lets so many through in any 60 seconds.
 * @param now epoch ms
 */
export function createRateLimit(mostPerMinute: number, now: () => number): () => boolean {
  const taken: number[] = [];
  return () => {
    const at = now();
    while (taken[0] !== undefined && (taken[0] <= at - 60_000 || taken[0] > at)) taken.shift();
    if (taken.length >= mostPerMinute) return false;
    taken.push(at);
    return true;
  };
}
