/** One thing a person or a program did at the terminal. `burst`: the key came in one read together with text. */
export type InputEvent =
  | { kind: 'paste'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'key'; name: KeyName; burst: boolean };

type KeyName = 'enter' | 'escape' | 'up' | 'down' | 'backspace' | 'ctrl-c' | 'ctrl-u' | 'other';

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
const keys: Record<string, KeyName> = {
  '\r': 'enter',
  '\x03': 'ctrl-c',
  '\x15': 'ctrl-u',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[A': 'up',
  '\x1b[B': 'down',
};

/**
 * Turns reads of a raw terminal into events. Pastes may span any number of reads; markers may be cut anywhere.
 * A lone ESC at the end of a read is the Escape key, as agents decide it too.
 */
export function createInputParser(): (chunk: string) => InputEvent[] {
  let pasted: string[] | null = null;
  let rest = '';

  return (chunk) => {
    const events: InputEvent[] = [];
    let text = rest + chunk;
    rest = '';
    while (text.length > 0) {
      if (pasted) {
        const end = text.indexOf(pasteEnd);
        if (end < 0) {
          const keep = cutMarkerLength(text, pasteEnd);
          pasted.push(text.slice(0, text.length - keep));
          rest = text.slice(text.length - keep);
          break;
        }
        pasted.push(text.slice(0, end));
        events.push({ kind: 'paste', text: pasted.join('') });
        pasted = null;
        text = text.slice(end + pasteEnd.length);
        continue;
      }
      const start = text.indexOf(pasteStart);
      if (start < 0) {
        const keep = cutMarkerLength(text, pasteStart);
        // One byte may be the Escape key itself; anything longer can only be a cut sequence.
        const held = keep > 1 ? keep : 0;
        rest = text.slice(text.length - held);
        events.push(...typed(text.slice(0, text.length - held), events.length > 0));
        break;
      }
      events.push(...typed(text.slice(0, start), false));
      pasted = [];
      text = text.slice(start + pasteStart.length);
    }
    return events;
  };
}

function cutMarkerLength(text: string, marker: string): number {
  for (let length = Math.min(marker.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(marker.slice(0, length))) return length;
  }
  return 0;
}

/** Splits typed bytes into runs of text and keys. `afterOther`: something else came before in the same read. */
function typed(text: string, afterOther: boolean): InputEvent[] {
  const pieces =
    text.match(/\x1b\[[0-9;?]*[A-Za-z~]|\x1b.?|[\r\b\x03\x15\x7f]|[^\x1b\r\b\x03\x15\x7f]+/gsu) ?? [];
  const burst = afterOther || pieces.length > 1;
  return pieces.flatMap((piece): InputEvent[] => {
    if (piece === '\x1b') return [{ kind: 'key', name: 'escape', burst }];
    const name = keys[piece];
    if (name) return [{ kind: 'key', name, burst }];
    if (piece.startsWith('\x1b')) return [{ kind: 'key', name: 'other', burst }];
    return [{ kind: 'text', text: piece }];
  });
}
