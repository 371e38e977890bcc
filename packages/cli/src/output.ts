import picocolors from 'picocolors';
import stringWidth from 'string-width';

export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
  /** Colours the finished cell. */
  paint?: (text: string, row: Row) => string;
  /** At most this many cells on a terminal, fewer on a narrow one, and 200 when piped; `--json` has all of it. */
  maxCells?: number;
  /** Left out on a terminal that is too narrow for all columns. */
  canBeLeftOut?: boolean;
}

export type Colors = ReturnType<typeof picocolors.createColors>;

export interface Output {
  /** Aligned columns on a terminal, tab-separated lines with a header when piped. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void;
  json(value: unknown): void;
  /** Standard output. */
  line(text?: string): void;
  /** Standard error: progress and hints. */
  note(text: string): void;
  readonly isTty: boolean;
  readonly colors: Colors;
}

/** The only writer of standard output and error. Colour only on terminals, never with NO_COLOR. */
export function createOutput({
  stdout,
  stderr,
  env,
}: {
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown };
  env: Record<string, string | undefined>;
}): Output {
  const isTty = stdout.isTTY === true;
  const colors = picocolors.createColors(isTty && !env.NO_COLOR && env.TERM !== 'dumb');
  return {
    isTty,
    colors,
    json: (value) => stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    line: (text = '') => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${text}\n`),
    table(rows, columns) {
      stdout.write(
        isTty ? alignedTable(rows, columns, { colors, cells: stdout.columns }) : plainTable(rows, columns),
      );
    },
  };
}

function plainTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const lines = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => plainCell(row, column))),
  ];
  return lines.map((cells) => `${cells.join('\t')}\n`).join('');
}

/** Columns of a terminal of so many cells as text; without a number nothing is cut short but what is too long anywhere. */
export function alignedTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { colors, cells = Number.POSITIVE_INFINITY }: { colors: Colors; cells?: number },
): string {
  const shown = fitColumns(
    columns.map((column) => ({ column, cells: widestOf(rows, column) })),
    cells,
  );
  const lineOf = (cellOf: (column: Column<Row>, cells: number) => { text: string; painted: string }) =>
    shown
      .map((one) => {
        const { text, painted } = cellOf(one.column, one.cells);
        return painted + ' '.repeat(Math.max(0, one.cells - stringWidth(text)));
      })
      .join(gap)
      .trimEnd();
  const head = lineOf(({ title }, width) => ({
    text: cut(title, width),
    painted: colors.dim(cut(title, width)),
  }));
  const body = rows.map((row) =>
    lineOf((column, width) => {
      const text = cut(oneLine(column.value(row)), width);
      return { text, painted: column.paint ? column.paint(text, row) : text };
    }),
  );
  return [head, ...body].map((line) => `${line}\n`).join('');
}

const gap = '  ';
/** Rather than cut a column below this, others are left out. */
const goodCells = 20;
/** Narrower, a cut column says nothing any more. */
const leastCells = 10;

interface Fitted<Row> {
  column: Column<Row>;
  cells: number;
}

function widestOf<Row>(rows: readonly Row[], { title, value, maxCells }: Column<Row>): number {
  const widest = Math.max(...rows.map((row) => stringWidth(oneLine(value(row)))), 0);
  return Math.max(Math.min(widest, maxCells ?? widest), stringWidth(title));
}

/** Leaves out and cuts short what may be, the widest first, until a line fits. What still is too wide is wrapped. */
function fitColumns<Row>(all: readonly Fitted<Row>[], cells: number): Fitted<Row>[] {
  const widthOf = (some: readonly Fitted<Row>[]) =>
    some.reduce((sum, one) => sum + one.cells, gap.length * (some.length - 1));
  const canBeCut = (one: Fitted<Row>, to: number) => one.column.maxCells !== undefined && one.cells > to;
  const goodWidthOf = (some: readonly Fitted<Row>[]) =>
    widthOf(some.map((one) => (canBeCut(one, goodCells) ? { ...one, cells: goodCells } : one)));
  let shown = all.map((one) => ({ ...one }));
  while (goodWidthOf(shown) > cells && shown.some(({ column }) => column.canBeLeftOut))
    shown = shown.toSpliced(
      shown.findLastIndex(({ column }) => column.canBeLeftOut),
      1,
    );
  for (let excess = widthOf(shown) - cells; excess > 0; excess -= 1) {
    const [widest] = shown.filter((one) => canBeCut(one, leastCells)).toSorted((a, b) => b.cells - a.cells);
    if (!widest) break;
    widest.cells -= 1;
  }
  return shown;
}

const longestPlainCell = 200;

function plainCell<Row>(row: Row, column: Column<Row>): string {
  const text = oneLine(column.value(row));
  return column.maxCells === undefined ? text : cut(text, longestPlainCell);
}

/** Text of an agent or a person in one line of at most so many cells. */
export function shortLine(text: string, maxCells: number): string {
  return cut(oneLine(text), maxCells);
}

/** Cells are one line each, and control characters of agents never reach the terminal. */
function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
}

function cut(text: string, cells: number): string {
  if (text.length <= cells && stringWidth(text) <= cells) return text;
  let short = text.slice(0, cells);
  while (stringWidth(short) > cells - 1) short = short.slice(0, -1);
  return `${short.trimEnd()}…`;
}
