/** What the fake agent does for a prompt, in order. */
export type Step =
  | { kind: 'work'; ms: number }
  | { kind: 'stream'; ms: number }
  | { kind: 'ask'; command: string }
  | { kind: 'limit' }
  | { kind: 'error' }
  | { kind: 'background'; ms: number }
  | { kind: 'exit' }
  | { kind: 'die' };

const directive = /\[(work|stream|ask|limit|error|background|exit|die)(?: ([^\]\n]*))?\]/g;
const defaultWorkMs = 150;

/** Steps named by `[work 300]`, `[ask npm test]`, … anywhere in a prompt; without any it works for 150 ms. */
export function planTurn(prompt: string): Step[] {
  const steps = [...prompt.matchAll(directive)].map(([, name, argument = '']): Step => {
    const ms = Number(argument) || defaultWorkMs;
    switch (name) {
      case 'stream':
        return { kind: 'stream', ms };
      case 'ask':
        return { kind: 'ask', command: argument };
      case 'background':
        return { kind: 'background', ms };
      case 'limit':
      case 'error':
      case 'exit':
      case 'die':
        return { kind: name };
      default:
        return { kind: 'work', ms };
    }
  });
  return steps.length > 0 ? steps : [{ kind: 'work', ms: defaultWorkMs }];
}

/** Command of `[dialog-on-paste CMD]`: a dialog that opens while the pasted text stands in the box; null without one. */
export function dialogOnPaste(text: string): string | null {
  return /\[dialog-on-paste(?: ([^\]\n]*))?\]/.exec(text)?.slice(1)[0] ?? null;
}
