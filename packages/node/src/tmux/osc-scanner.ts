import { unescapeOutput } from './quote.ts';

export interface OscFound {
  /** 0 and 2 set the title; 7501 is an agent's own report of its state. */
  code: 0 | 2 | 7501;
  text: string;
}

/** Finds OSC sequences in escaped output, also when a chunk ends inside one. One scanner a pane. */
export type OscScanner = (chunk: Buffer) => OscFound[];

const escapeByte = Buffer.from('\\033');
const opening = Buffer.from('\\033]');
const bell = Buffer.from('\\007');
const stringTerminator = Buffer.from('\\033\\134');
/** A sequence longer than this is not one of those we look for (inline images come as OSC 1337). */
const maxLength = 4_096;

/**
 * Works on bytes as they stand in `%output`, where ESC is `\033`, BEL `\007` and the backslash `\134` (tmux(1), CONTROL
 * MODE), so that a chunk without OSC costs one search. The end may be BEL or ST (ECMA-48 8.3.89).
 */
export function createOscScanner(): OscScanner {
  let carried: Buffer | null = null;
  return (chunk) => {
    if (!carried && !chunk.includes(escapeByte)) {
      // tmux never splits an escape such as `\033` itself between chunks.
      return [];
    }
    const bytes = carried ? Buffer.concat([carried, chunk]) : chunk;
    const { found, rest } = scan(bytes);
    carried = rest && rest.length <= maxLength ? Buffer.from(rest) : null;
    return found;
  };
}

function scan(bytes: Buffer): { found: OscFound[]; rest: Buffer | null } {
  const found: OscFound[] = [];
  let start = bytes.indexOf(opening);
  while (start !== -1) {
    const body = start + opening.length;
    const end = findEnd(bytes, body);
    if (!end) return { found, rest: bytes.subarray(start) };
    const osc = end.isAborted ? null : readOsc(bytes.subarray(body, end.at));
    if (osc) found.push(osc);
    start = bytes.indexOf(opening, end.at);
  }
  const endsInEscape = bytes.subarray(-escapeByte.length).equals(escapeByte);
  return { found, rest: endsInEscape ? bytes.subarray(-escapeByte.length) : null };
}

/** An ESC that begins something else than ST aborts the sequence. Null: the end has not come yet. */
function findEnd(bytes: Buffer, from: number): { at: number; isAborted: boolean } | null {
  const bellAt = bytes.indexOf(bell, from);
  const escapeAt = bytes.indexOf(escapeByte, from);
  if (bellAt !== -1 && (escapeAt === -1 || bellAt < escapeAt)) return { at: bellAt, isAborted: false };
  if (escapeAt === -1 || escapeAt + escapeByte.length === bytes.length) return null;
  const next = bytes.subarray(escapeAt, escapeAt + stringTerminator.length);
  return { at: escapeAt, isAborted: !next.equals(stringTerminator) };
}

function readOsc(escaped: Buffer): OscFound | null {
  const text = unescapeOutput(escaped).toString('utf8');
  const match = /^(0|2|7501);/.exec(text);
  if (!match) return null;
  const code = match[1] === '7501' ? 7501 : match[1] === '2' ? 2 : 0;
  return { code, text: text.slice(match[0].length) };
}
