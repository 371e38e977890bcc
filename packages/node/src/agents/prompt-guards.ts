import type { Prepared } from './agent.ts';
import { normaliseText } from './normalise-text.ts';

/** Steps for `normaliseText` against what terminal input boxes do with some texts. */

const cutLeadingBlanks = {
  says: 'blanks at the beginning were cut',
  apply: (text: string): string => text.replace(/^[ \t]+/, ''),
};

/** Enter right behind `@path` picks a file from the menu instead of sending. */
export const blankAfterPath = {
  says: 'a blank was put after the trailing @path',
  apply: (text: string): string => text.replace(/(^|\s)(@\S+)$/u, '$1$2 '),
};

/** Enter right behind a backslash makes a new line instead of sending. */
const blankAfterBackslash = {
  says: 'a blank was put after the trailing backslash',
  apply: (text: string): string => text.replace(/\\$/, '\\ '),
};

/** A leading `/name` is a command; a path has a second slash or does not end after the name. */
export const slashCommand = /^\/[a-z][\w:-]*(\s|$)/i;

/** Words that end some agents when they are the whole prompt. */
export const exitWord = /^(exit|quit|:q!?|:wq!?)$/i;

/** For agents that cut blanks at both ends: no blank in front keeps `/name` from being a command, so it is refused. */
export function prepareTrimmed(text: string, program: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    cutLeadingBlanks,
    blankAfterPath,
    blankAfterBackslash,
  ]);
  if (guarded.trim() === '') return { ok: false, reason: 'nothing is left to send' };
  if (slashCommand.test(guarded))
    return { ok: false, reason: `${program} would run a leading /name as its own command` };
  if (exitWord.test(guarded.trim()))
    return { ok: false, reason: `${program} may take this word for the command to quit` };
  return { ok: true, text: guarded, adjusted };
}
