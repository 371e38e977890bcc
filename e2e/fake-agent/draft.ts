/** A piece of the input box: what it shows and what it stands for. */
interface Part {
  shown: string;
  content: string;
}

/** The text in the input box. Long pastes fold into one placeholder, as Claude Code 2.1 does. */
export interface Draft {
  shown(): string;
  content(): string;
  isEmpty(): boolean;
  type(text: string): void;
  paste(text: string): void;
  backspace(): void;
  clear(): void;
}

/** Pastes with more line breaks or characters than this are folded. */
const foldLineBreaks = 2;
const foldChars = 800;

export function createDraft(): Draft {
  let parts: Part[] = [];
  let pastes = 0;
  const join = (field: keyof Part) => parts.map((part) => part[field]).join('');
  const add = (text: string) => parts.push({ shown: text, content: text });
  return {
    shown: () => join('shown'),
    content: () => join('content'),
    isEmpty: () => join('content') === '',
    type: add,
    paste(raw) {
      const text = raw.replace(/\r\n?/g, '\n').replace(/\t/g, '    ');
      const breaks = text.split('\n').length - 1;
      if (breaks <= foldLineBreaks && text.length <= foldChars) {
        add(text);
        return;
      }
      pastes += 1;
      const lines = breaks > 0 ? ` +${breaks} lines` : '';
      parts.push({ shown: `[Pasted text #${pastes}${lines}]`, content: text });
    },
    backspace() {
      const last = parts.pop();
      if (!last || last.shown !== last.content) return;
      const shorter = [...last.content].slice(0, -1).join('');
      if (shorter) add(shorter);
    },
    clear() {
      parts = [];
    },
  };
}
