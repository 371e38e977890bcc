import { readReport } from './read-report.ts';
import type { Report } from './report.ts';
import { readEvent } from './sentry/read-event.ts';

/** Reports as programs send them, for tests of what is the same fault. */
const now = Date.parse('2026-01-31T10:30:00Z');

/** The documents' form. */
export const told = (body: Record<string, unknown>): Report => readReport(body, now);
export const said = (message: string, more: Record<string, unknown> = {}): Report =>
  told({ message, ...more });
export const traced = (...lines: string[]): Report => told({ stack_trace: lines.join('\n') });

type Frame = [file: string | null, name: string | null, more?: Record<string, unknown>];

/** An event of a Sentry SDK with one exception; frames as the protocol has them, oldest first. */
export const thrown = (type: string, value: string, ...frames: Frame[]): Report =>
  chained([type, value, frames]);

/** Exceptions of one event, what was raised last comes last. */
export function chained(...all: [type: string, value: string, frames: Frame[]][]): Report {
  const values = all.map(([type, value, frames]) => ({
    type,
    value,
    stacktrace: {
      frames: frames.map(([filename, name, more]) => ({ filename, function: name, in_app: true, ...more })),
    },
  }));
  return readEvent({ exception: { values } }, { now, eventId: undefined });
}

/** A call in a bundle, where everything stands on the first line. */
export const packed = (file: string, name: string, colno: number): Frame => [
  `https://shop.example/assets/${file}`,
  name,
  { lineno: 1, colno },
];

/** A call of Java or PHP, whose module says more than its file. */
export const inModule = (module: string, name: string, lineno: number): Frame => [
  `${module.split('.').at(-1)}.java`,
  name,
  { module, lineno },
];
