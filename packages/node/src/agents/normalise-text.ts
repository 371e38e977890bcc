/** Makes text safe to paste into any agent; guards of one agent come on top. */

export interface Normalised {
  text: string;
  /** What was changed, in words for the receipt; empty when nothing was. */
  adjusted: string[];
}

interface Step {
  says: string;
  apply(text: string): string;
}

const steps: Step[] = [
  { says: 'CR LF became LF', apply: (text) => text.replace(/\r\n?/g, '\n') },
  {
    says: 'control characters were removed',
    // An ESC could end the bracketed paste early and turn the rest into key strokes.
    apply: (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ''),
  },
  { says: 'broken characters were replaced', apply: (text) => text.toWellFormed() },
  { says: 'blanks and line ends at the end were cut', apply: (text) => text.replace(/\s+$/u, '') },
  { says: 'line ends at the beginning were cut', apply: (text) => text.replace(/^(?:[ \t]*\n)+/u, '') },
];

export function normaliseText(text: string, more: Step[] = []): Normalised {
  const adjusted: string[] = [];
  let result = text;
  for (const step of [...steps, ...more]) {
    const next = step.apply(result);
    if (next !== result) adjusted.push(step.says);
    result = next;
  }
  return { text: result, adjusted };
}
