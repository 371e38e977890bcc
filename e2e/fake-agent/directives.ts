/** What the fake agent does for a prompt, in order. */
export type Step =
  | { kind: 'work'; ms: number }
  | { kind: 'stream'; ms: number }
  | { kind: 'ask'; command: string }
  /** The limit resets at the next full minute where a number is given, else at 11:23pm. */
  | { kind: 'limit'; resetsSoon: boolean }
  /** Draws in pieces for the rest of the turn, `ms` between two. */
  | { kind: 'slow'; ms: number }
  /** Hangs: reads and draws nothing. */
  | { kind: 'freeze'; ms: number }
  | { kind: 'error' }
  | { kind: 'background'; ms: number }
  | { kind: 'exit' }
  | { kind: 'die' };

const directive = /\[(work|stream|ask|limit|error|background|exit|die|slow|freeze)(?: ([^\]\n]*))?\]/g;
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
      case 'slow':
      case 'freeze':
        return { kind: name, ms };
      case 'limit':
        return { kind: name, resetsSoon: argument !== '' };
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
