import { cleanText } from './clean-value.ts';

export interface Described {
  error_type: string;
  message: string;
  source: string;
  stack_trace?: string;
  /** Why it was thrown, nearest first. */
  causes: { error_type: string; message: string; stack_trace?: string }[];
}

const longestMessage = 2_000;
const longestStack = 16_000;
const mostCauses = 4;

/** Anything that can be thrown, in words. Never throws, whatever the thing is. */
export function describeError(error: unknown): Described {
  try {
    return { ...describeOne(error), causes: causesOf(error) };
  } catch {
    // A proxy or a getter of the application that throws.
    return { error_type: 'Error', message: 'An error that cannot be read', source: 'unknown', causes: [] };
  }
}

function describeOne(error: unknown): Omit<Described, 'causes'> {
  if (!isErrorLike(error)) return { error_type: 'Error', message: wordsOf(error), source: 'unknown' };
  const stack = typeof error.stack === 'string' ? error.stack : undefined;
  return {
    error_type: cleanText(String(error.name || error.constructor?.name || 'Error'), 200),
    message: cleanText(String(error.message), longestMessage) || '(no message)',
    source: (stack && sourceOf(stack)) || 'unknown',
    ...(stack ? { stack_trace: cleanText(stack, longestStack) } : {}),
  };
}

type ErrorLike = {
  name?: unknown;
  message: unknown;
  stack?: unknown;
  cause?: unknown;
  constructor?: { name?: string };
};

/** Errors of other windows and realms are no instances of this one's `Error`. */
function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null && 'message' in error;
}

function wordsOf(thrown: unknown): string {
  if (typeof thrown === 'string') return cleanText(thrown, longestMessage) || '(no message)';
  const kind = typeof thrown === 'object' && thrown !== null ? 'object' : String(thrown);
  return cleanText(`Something that is no error was thrown: ${kind}`, longestMessage);
}

function causesOf(error: unknown): Described['causes'] {
  const causes: Described['causes'] = [];
  let one: unknown = isErrorLike(error) ? error.cause : undefined;
  while (one !== undefined && one !== null && causes.length < mostCauses) {
    const { source: _source, ...cause } = describeOne(one);
    causes.push(cause);
    one = isErrorLike(one) ? one.cause : undefined;
  }
  return causes;
}

const frame = /(?:\(|at (?:async )?|@)((?:[a-z][a-z0-9+.-]*:)?[^\s()@]{1,1000}?):\d+(?::\d+)?\)?$/i;

/** File of the first frame that is the application's own, else of the first one. */
export function sourceOf(stack: string): string | null {
  const files = stack
    .split('\n', 50)
    .flatMap((line) => frame.exec(line.trim().slice(0, 2_000))?.[1] ?? [])
    .map((file) => cleanText(file.replace(/^file:\/\//, '').replace(/[?#].*$/, ''), 500));
  return files.find((file) => !/^node:|node_modules\//.test(file)) ?? files[0] ?? null;
}
