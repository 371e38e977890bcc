/**
 * Whether a release came before another. Compared number by number (`shop@1.10.0` is newer than `shop@1.9.2`); releases
 * that have no numbers to compare, such as commit hashes, are only told apart.
 */
export function isOlderRelease(release: string, than: string): boolean {
  const [one, other] = [numbersOf(release), numbersOf(than)];
  if (!one || !other || one.name !== other.name) return false;
  for (let at = 0; at < Math.max(one.numbers.length, other.numbers.length); at += 1) {
    const difference = (one.numbers[at] ?? 0) - (other.numbers[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return one.isPreview && !other.isPreview;
}

/** `shop@v1.10.0-rc.1` → shop, 1.10.0, a preview. */
function numbersOf(release: string): { name: string; numbers: number[]; isPreview: boolean } | null {
  const found = /^(?:(.*)@)?v?(\d+(?:\.\d+){0,3})(-[\w.]+)?(?:\+.*)?$/.exec(release.trim());
  if (!found) return null;
  const [, name = '', numbers = '', preview] = found;
  return { name, numbers: numbers.split('.').map(Number), isPreview: preview !== undefined };
}
