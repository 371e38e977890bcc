import type { BoxEntry, InputState } from '../fake-agent/black-box.ts';

export interface Paste {
  at: number;
  /** What had the keyboard when its first byte came. */
  state: InputState;
  /** Its beginning. */
  head: string;
}

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
const headLength = 60;

/** Every bracketed paste in what one process read; a paste, and its marks too, may span any number of reads. */
export function readPastes(entries: BoxEntry[]): Paste[] {
  const pastes: Paste[] = [];
  let open: Paste | null = null;
  let rest = '';
  for (const entry of entries) {
    if (entry.kind !== 'bytes') continue;
    let text: string = rest + entry.text;
    let { state } = entry;
    rest = '';
    for (;;) {
      if (open) {
        const end = text.indexOf(pasteEnd);
        open.head = (open.head + (end < 0 ? text : text.slice(0, end))).slice(0, headLength);
        if (end < 0) break;
        open = null;
        text = text.slice(end + pasteEnd.length);
        state = 'draft';
      }
      const start = text.indexOf(pasteStart);
      if (start < 0) break;
      if (typesText(text.slice(0, start)) && state === 'empty') state = 'draft';
      open = { at: entry.at, state, head: '' };
      pastes.push(open);
      text = text.slice(start + pasteStart.length);
    }
    if (!open) rest = cutMark(text);
  }
  return pastes;
}

/** Reports of the terminal, as of its focus, put nothing into the box. */
function typesText(keys: string): boolean {
  return /[^\x00-\x1f\x7f]/.test(keys.replaceAll(/\x1b\[[0-9;?]*[A-Za-z~]/g, ''));
}

function cutMark(text: string): string {
  for (let length = pasteStart.length - 1; length > 1; length -= 1) {
    if (text.endsWith(pasteStart.slice(0, length))) return text.slice(-length);
  }
  return '';
}
