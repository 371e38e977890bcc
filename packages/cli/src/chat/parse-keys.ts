/** What a person or a program did at the terminal. */
export type Key =
  | { type: 'text'; text: string }
  | { type: 'paste'; text: string }
  | { type: 'press'; name: KeyName };

export type KeyName =
  | 'enter'
  | 'newline'
  | 'escape'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'clear-line'
  | 'delete-word'
  | 'ctrl-c'
  | 'ctrl-d'
  | 'repaint';

const escapeByte = '\u001b';
const pasteStart = `${escapeByte}[200~`;
const pasteEnd = `${escapeByte}[201~`;

/** A return this soon after text belongs to the text: programs that type without bracketed paste are that quick. */
const burstMs = 20;

const controls: Record<string, KeyName> = {
  '\n': 'newline',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0001': 'home',
  '\u0003': 'ctrl-c',
  '\u0004': 'ctrl-d',
  '\u0005': 'end',
  '\u000c': 'repaint',
  '\u0015': 'clear-line',
  '\u0017': 'delete-word',
};

const sequences: Record<string, KeyName> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[3~': 'delete',
  '[4~': 'end',
  '\r': 'newline',
  '\n': 'newline',
};

export interface KeyParser {
  /** Keys of one read. `at` is epoch ms. */
  feed(chunk: string, at: number): Key[];
  /** True when an escape sequence may still be coming: call `flush` if nothing follows within some 30 ms. */
  isWaiting(): boolean;
  /** Nothing followed: a lone ESC was the Escape key. */
  flush(): Key[];
}

/**
 * Turns terminal input into keys. Bracketed pastes stay whole, with CRLF and CR as LF; outside of them a CR is Enter
 * only when it comes alone and not within a burst of text, so that typed-in text never submits itself half way.
 */
export function createKeyParser(): KeyParser {
  let pending = '';
  let pasted: string | null = null;
  let lastTextAt = Number.NEGATIVE_INFINITY;

  return {
    feed(chunk, at) {
      const isEnter = /^\r+$/.test(chunk) && pending === '' && at - lastTextAt >= burstMs;
      const keys: Key[] = [];
      let rest = pending + chunk;
      pending = '';
      while (rest !== '') {
        const step = pasted === null ? readKey(rest, isEnter) : readPaste(rest, pasted);
        if (step.key) keys.push(step.key);
        pasted = step.pasted;
        rest = rest.slice(step.used);
        if (step.used === 0) {
          pending = rest;
          break;
        }
      }
      if (keys.some((key) => key.type !== 'press' || key.name === 'newline') || pasted !== null)
        lastTextAt = at;
      return keys;
    },
    isWaiting: () => pasted === null && pending !== '',
    flush() {
      const keys: Key[] = pending === escapeByte ? [{ type: 'press', name: 'escape' }] : [];
      pending = '';
      return keys;
    },
  };
}

interface Step {
  /** Characters eaten; 0 = wait for more. */
  used: number;
  key: Key | null;
  /** Text of an open paste, null outside. */
  pasted: string | null;
}

function readPaste(rest: string, before: string): Step {
  const end = rest.indexOf(pasteEnd);
  if (end >= 0) {
    const text = (before + rest.slice(0, end)).replace(/\r\n?/g, '\n');
    return { used: end + pasteEnd.length, key: { type: 'paste', text }, pasted: null };
  }
  // The end marker may be cut by the read: its beginning stays in the buffer.
  let keep = Math.min(pasteEnd.length - 1, rest.length);
  while (keep > 0 && !pasteEnd.startsWith(rest.slice(-keep))) keep -= 1;
  const used = rest.length - keep;
  return { used, key: null, pasted: before + rest.slice(0, used) };
}

function readKey(rest: string, isEnter: boolean): Step {
  if (rest.startsWith(pasteStart)) return { used: pasteStart.length, key: null, pasted: '' };
  if (rest.startsWith(escapeByte)) return readEscape(rest);
  if (rest.startsWith('\r')) return press(isEnter ? 'enter' : 'newline', rest.startsWith('\r\n') ? 2 : 1);
  const name = controls[rest.charAt(0)];
  if (name) return press(name, 1);
  const text = /^[^\p{Cc}]+|^\t+/u.exec(rest)?.[0];
  if (text) return { used: text.length, key: { type: 'text', text }, pasted: null };
  return { used: 1, key: null, pasted: null };
}

function readEscape(rest: string): Step {
  const body = rest.slice(1);
  const sequence = /^(?:\[[0-9;?<=>]*[ -/]*[@-~]|O[A-Za-z]|[\r\n])/.exec(body)?.[0];
  if (sequence) {
    // Modified keys such as `[1;5C` act like the plain ones.
    const name = sequences[sequence.replace(/^\[1;\d+(?=[A-H])/, '[')];
    return name ? press(name, 1 + sequence.length) : { used: 1 + sequence.length, key: null, pasted: null };
  }
  if (/^(?:$|\[[0-9;?<=>]*[ -/]*$|O$)/.test(body)) return { used: 0, key: null, pasted: null };
  // Terminal replies (OSC, DCS …) are not for us; after them, or after Escape and a letter at once, go on.
  const reply = /^[\]P_^][^\u0007\u001b]*(?:\u0007|\u001b\\)/.exec(body)?.[0];
  if (reply) return { used: 1 + reply.length, key: null, pasted: null };
  return press('escape', 1);
}

function press(name: KeyName, used: number): Step {
  return { used, key: { type: 'press', name }, pasted: null };
}
