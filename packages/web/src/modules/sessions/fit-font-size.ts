/** IBM Plex Mono and DejaVu Sans Mono are 0.6 em wide, rounded up to whole pixels of a cell by the browser at most 2 %. */
const widthPerSize = 0.612;
const smallestPx = 7;
const largestPx = 14;

/** The largest font size (px, steps of half) at which `cols` columns fit into `widthPx`; below 7 px it scrolls instead. */
export function fitFontSize(widthPx: number, cols: number): number {
  const exact = widthPx / (cols * widthPerSize);
  return Math.min(largestPx, Math.max(smallestPx, Math.floor(exact * 2) / 2));
}
