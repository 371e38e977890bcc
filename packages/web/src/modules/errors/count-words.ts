/** `1 report`, `1,204 reports`. */
export function countWords(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'report' : 'reports'}`;
}
