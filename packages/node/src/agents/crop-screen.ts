import type { Run, Screen } from './screen.ts';

/**
 * Part of a screen as a screen of its own: rows `from`..`to` (exclusive), of each row the characters that `keep` names
 * as `[first, behind the last]`. What stands beside or around a dialog is left out that way.
 */
export function cropScreen(
  screen: Screen,
  from: number,
  to: number,
  keep: (line: string, y: number) => [number, number],
): Screen {
  const rows = Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
  const runs = rows.map((y) => {
    const [start, end] = keep(screen.lines[y] ?? '', y);
    return cutRuns(screen.runs[y] ?? [], start, end);
  });
  const lines = runs.map((row) =>
    row
      .map((run) => run.text)
      .join('')
      .trimEnd(),
  );
  return { ...screen, lines, runs, height: rows.length };
}

function cutRuns(runs: Run[], start: number, end: number): Run[] {
  let at = 0;
  const kept: Run[] = [];
  for (const run of runs) {
    const text = run.text.slice(Math.max(start - at, 0), Math.max(end - at, 0));
    at += run.text.length;
    if (text !== '') kept.push({ ...run, text });
  }
  return kept;
}
