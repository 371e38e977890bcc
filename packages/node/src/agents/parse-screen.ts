import type { Run, Screen } from './screen.ts';

/** What a screen needs to know of its pane; `PaneFacts` of the driver has it all. Sizes in cells. */
export interface ScreenFacts {
  width: number;
  height: number;
  cursorX: number;
  cursorY: number;
  cursorVisible: boolean;
  title: string;
  currentCommand: string;
  alternateOn: boolean;
}

type Look = Omit<Run, 'text'>;

const plainLook: Look = {
  dim: false,
  reverse: false,
  bold: false,
  underline: false,
  color: '',
  background: '',
};

/**
 * Sequences that carry no text: CSI (SGR and others), OSC 8 links and other OSC or DCS strings ended by BEL or ST,
 * and two-byte escapes. The SGR parameters are kept in group 1.
 */
const escapeSequence =
  /\u001b\[([0-9:;]*)m|\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]P^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * Parses rows as `capture-pane -e -p` prints them (a style set in one row goes on into the next) into styled runs and
 * plain lines. Missing rows are filled up to the height.
 */
export function parseScreen(rows: string[], facts: ScreenFacts): Screen {
  let look = plainLook;
  const runs: Run[][] = [];
  for (let y = 0; y < facts.height; y += 1) {
    const parsed = parseRow(rows[y] ?? '', look);
    look = parsed.look;
    runs.push(parsed.runs);
  }
  return {
    lines: runs.map((row) =>
      row
        .map((run) => run.text)
        .join('')
        .trimEnd(),
    ),
    runs,
    width: facts.width,
    height: facts.height,
    cursor: { x: facts.cursorX, y: facts.cursorY, visible: facts.cursorVisible },
    title: facts.title,
    command: facts.currentCommand,
    alternateOn: facts.alternateOn,
  };
}

function parseRow(row: string, start: Look): { runs: Run[]; look: Look } {
  const runs: Run[] = [];
  let look = start;
  let from = 0;
  const take = (text: string): void => {
    const last = runs.at(-1);
    if (text === '') return;
    if (last !== undefined && sameLook(last, look)) last.text += text;
    else runs.push({ text, ...look });
  };
  for (const match of row.matchAll(escapeSequence)) {
    take(row.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined) look = applySgr(look, match[1]);
  }
  take(row.slice(from));
  return { runs, look };
}

function sameLook(a: Look, b: Look): boolean {
  return (
    a.dim === b.dim &&
    a.reverse === b.reverse &&
    a.bold === b.bold &&
    a.underline === b.underline &&
    a.color === b.color &&
    a.background === b.background
  );
}

/** ECMA-48 SGR: both `38;5;n` and `38:5:n` forms, and every reset a terminal program uses. */
function applySgr(look: Look, parameters: string): Look {
  const codes = parameters.split(';');
  let next: Look = { ...look };
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? '';
    if (/^[34]8/.test(code)) {
      const color = code.includes(':') ? code : codes.slice(i, i + colorLength(codes[i + 1])).join(';');
      if (!code.includes(':')) i += colorLength(codes[i + 1]) - 1;
      next = code.startsWith('38') ? { ...next, color } : { ...next, background: color };
      continue;
    }
    next = applySimple(next, code === '' ? 0 : Number.parseInt(code, 10), code);
  }
  return next;
}

/** Number of parameters of an extended colour: `38;5;n` has 3, `38;2;r;g;b` has 5. */
function colorLength(kind: string | undefined): number {
  return kind === '2' ? 5 : 3;
}

function applySimple(look: Look, code: number, written: string): Look {
  if (code === 0) return { ...plainLook };
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, dim: true };
  // `4:0` takes the line away; `4` and `4:3` draw one.
  if (code === 4) return { ...look, underline: written !== '4:0' };
  if (code === 7) return { ...look, reverse: true };
  if (code === 22) return { ...look, bold: false, dim: false };
  if (code === 24) return { ...look, underline: false };
  if (code === 27) return { ...look, reverse: false };
  if (code === 39) return { ...look, color: '' };
  if (code === 49) return { ...look, background: '' };
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { ...look, color: written };
  if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) return { ...look, background: written };
  return look;
}
