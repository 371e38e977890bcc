// By its path: the reporters are published alone, and this list is all that the server shares with them.
import {
  isSecretName,
  redactText as redactAnew,
  redactCode,
  redacted,
} from '../../../../reporter-js/src/redact.ts';
import type { Report } from './report.ts';
import { createTextCache } from './text-cache.ts';

/**
 * Texts in which there was nothing to take out: programs say the same again and again, and every shape is looked for. What
 * holds a secret is not remembered.
 */
const [cleanTexts, cleanLines] = [createTextCache<true>(2_000_000), createTextCache<true>(2_000_000)];
const longestRemembered = 500;

export const redactText = (text: string): string => redactOnce(text, cleanTexts, redactAnew);
const redactLine = (line: string): string => redactOnce(line, cleanLines, redactCode);

function redactOnce(text: string, known: typeof cleanTexts, redact: (text: string) => string): string {
  // `a://b@` is the shortest.
  if (text.length < 6 || known.get(text)) return text;
  const safe = redact(text);
  if (safe === text && text.length <= longestRemembered) known.set(text, true);
  return safe;
}

/**
 * A report without secrets, as it is kept: most applications report by SDKs that send headers, cookies and bodies as they
 * are. Names and shapes are those of the reporters. Where a value stands under a secret name, all of it goes.
 */
export function redactReport(report: Report): Report {
  const { thrown, user, tags, context, breadcrumbs } = report;
  return {
    ...report,
    ...(report.template === undefined ? {} : { template: redactText(report.template) }),
    message: redactText(report.message),
    source: redactText(report.source),
    stack_trace: report.stack_trace && redactText(report.stack_trace),
    url: report.url && redactText(report.url),
    fingerprint: report.fingerprint?.map(redactText) ?? null,
    thrown: thrown.map(({ frames, value, ...one }) => ({
      ...one,
      value: redactText(value),
      frames: frames.map((frame) => ({
        ...frame,
        code: frame.code && redactLine(frame.code),
        before: frame.before.map(redactLine),
        after: frame.after.map(redactLine),
      })),
    })),
    user: user && redactRecord(user),
    tags: Object.fromEntries(
      Object.entries(tags).map(([name, text]) => [name, String(redactField(name, text))]),
    ),
    breadcrumbs: breadcrumbs.map((one) => ({ ...one, message: redactText(one.message) })),
    context: redactRecord(context),
  };
}

function redactRecord(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, redactField(name, value)]));
}

function redactField(name: string, value: unknown): unknown {
  return value !== null && value !== '' && isSecretName(name) ? redacted : redactValue(value);
}

/** Depth and size are bounded already: see `cleanValue`. */
function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) return redactRecord({ ...value });
  // Headers and queries also come as pairs of name and value.
  const [name, text] = value;
  if (value.length === 2 && typeof name === 'string') return [name, redactField(name, text)];
  return value.map(redactValue);
}
