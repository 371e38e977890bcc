import { RE2JS, RE2JSException } from 're2js';
import { AppError } from '../../platform/app-error.ts';

export const longestRegex = 500;

/** True when the regular expression matches the whole text. */
export type Matches = (text: string) => boolean;

/**
 * Compiles a person's regular expression. RE2 syntax: its time is linear in the text, so no expression can hang the
 * server; look-around and back-references do not exist there.
 * @throws AppError VALIDATION_FAILED that says what is wrong with it
 */
export function compilePattern(regex: string): Matches {
  if (regex.length > longestRegex) throw bad(`it is longer than ${longestRegex} characters`);
  try {
    const compiled = RE2JS.compile(regex);
    return (text) => compiled.testExact(text);
  } catch (error) {
    if (error instanceof RE2JSException) throw bad(error.message);
    throw error;
  }
}

/** A regular expression that matches one of these texts and nothing else. */
export function exactly(texts: readonly string[]): string {
  const escaped = [...new Set(texts)].map((text) => RE2JS.quote(text));
  return escaped.length === 1 ? escaped.join('') : `(?:${escaped.join('|')})`;
}

function bad(why: string): AppError {
  const message = `not a regular expression in RE2 syntax: ${why}`;
  return new AppError('VALIDATION_FAILED', `pattern_regex: ${message}`, {
    details: [{ field: 'pattern_regex', message }],
  });
}
