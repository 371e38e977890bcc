// By its path: the reporters are published alone, and this list is all that the server shares with them.
import { isSecretName, redactCode, redacted, redactText } from '../../../../reporter-js/src/redact.ts';
import type { Report } from './report.ts';

export { redactText };

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
        code: frame.code && redactCode(frame.code),
        before: frame.before.map(redactCode),
        after: frame.after.map(redactCode),
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
