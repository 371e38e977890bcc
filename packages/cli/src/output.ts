import Table from 'cli-table3';
import picocolors from 'picocolors';
import stringWidth from 'string-width';

export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
  /** Colours the finished cell. */
  paint?: (text: string, row: Row) => string;
  /** At most this many cells on a terminal, and 200 when piped; `--json` has all of it. */
  maxCells?: number;
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
      stdout.write(isTty ? alignedTable(rows, columns, colors) : plainTable(rows, columns));
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

/** Columns of a terminal as text. */
export function alignedTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  colors: Colors,
): string {
  const border = Object.fromEntries(borderParts.map((part) => [part, '']));
  const table = new Table({
    head: columns.map((column) => colors.dim(column.title)),
    chars: { ...border, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of rows) table.push(columns.map((column) => cellOf(row, column)));
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

const longestPlainCell = 200;

function plainCell<Row>(row: Row, column: Column<Row>): string {
  const text = oneLine(column.value(row));
  return column.maxCells === undefined ? text : cut(text, longestPlainCell);
}

const borderParts = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
];

function cellOf<Row>(row: Row, column: Column<Row>): string {
  const text = cut(oneLine(column.value(row)), column.maxCells ?? Number.POSITIVE_INFINITY);
  return column.paint ? column.paint(text, row) : text;
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
