import { createHash } from 'node:crypto';
import type { ErrorGrouping, StackFrame } from '@architect/contracts/error-groups';
import type { Report } from './report.ts';
import { createTextCache } from './text-cache.ts';

/** Raised with every change of the rules below; errors that are grouped already stay as they are. */
export const groupingVersion = 1;

/** Frames that count: what an endless recursion repeats says nothing new. */
const mostFrames = 30;

export interface Grouped {
  grouping: ErrorGrouping;
  /** The same for the same error, within one project. */
  hash: string;
}

const known = createTextCache<Grouped>(4_000_000);

/**
 * Says what makes reports the same error: the fingerprint that the application sent, else the frames of its own code,
 * else the kind, the message without what varies, and the source. Line numbers never count: they move with every release.
 */
export function groupReport(report: Report): Grouped {
  // A storm says the same thing over and over: what was compared once is not made plain again.
  const isByStack = !report.fingerprint?.length && report.thrown.some(({ frames }) => frames.length > 0);
  const text = isByStack ? stackText(report) : `${messageText(report)}${stackText(report)}`;
  const before = known.get(text);
  if (before) return before;
  const grouping = chooseGrouping(report);
  const hash = createHash('sha256').update(JSON.stringify([grouping.version, grouping.by, grouping.parts]));
  const grouped = { grouping, hash: hash.digest('hex').slice(0, 32) };
  // Frames that tell nothing leave the message to be compared, which this text does not hold.
  if (!isByStack || grouping.by === 'stack') known.set(text, grouped);
  return grouped;
}

/** What the rules below look at, as it was sent; the message only where there are no frames. */
function messageText({ fingerprint, error_type, message, template, source }: Report): string {
  return `${JSON.stringify(fingerprint)}\0${error_type}\0${template ?? message}\0${source}`;
}

function stackText({ thrown }: Report): string {
  let text = '';
  for (const { type, frames } of thrown) {
    text += `\0\0${type}`;
    for (const { module, file, function: name, in_app, code } of frames)
      text += `\0${module ?? '\u0001'}\0${file ?? '\u0001'}\0${name ?? '\u0001'}\0${in_app}\0${code ?? ''}`;
  }
  return text;
}

function chooseGrouping(report: Report): ErrorGrouping {
  const version = groupingVersion;
  const own = byContent(report);
  if (!report.fingerprint || report.fingerprint.length === 0) return { version, ...own };
  // The Sentry SDKs' word for "and what you would have compared yourself".
  const parts = report.fingerprint.flatMap((part) =>
    /^\{\{\s*default\s*\}\}$/.test(part) ? own.parts : [part],
  );
  return { version, by: 'fingerprint', parts };
}

function byContent(report: Report): Omit<ErrorGrouping, 'version'> {
  const stack = report.thrown.flatMap(({ type, frames }) => {
    const lines = ownFrames(frames).slice(-mostFrames).map(frameLine);
    const told = lines.filter((line, at) => line !== '' && line !== lines[at - 1]);
    return told.length > 0 ? [plainType(type), ...told] : [];
  });
  if (stack.length > 0) return { by: 'stack', parts: stack };
  const { error_type, message, template = message, source } = report;
  return { by: 'message', parts: [plainType(error_type), plainText(template), plainPath(source)] };
}

/** Frames of the application itself; all of them where the reporter marks none. */
function ownFrames(frames: readonly StackFrame[]): readonly StackFrame[] {
  const own = frames.filter((frame) => frame.in_app);
  return own.length > 0 ? own : frames;
}

function frameLine(frame: StackFrame): string {
  const place = frame.module ?? (frame.file === null ? '' : plainPath(frame.file));
  const name = frame.function === null ? '' : plainFunction(frame.function);
  // A function without a name is told from its neighbours by its line of code.
  const code = name === '' || name === '<anonymous>' ? plainText(frame.code ?? '') : '';
  return [place, name, code].filter(Boolean).join(' ');
}

function plainType(type: string): string {
  return type.trim();
}

/** `Object.<anonymous>`, `async load`, `lambda$0` and the like, without what compilers number. */
function plainFunction(name: string): string {
  return name
    .replace(/^(async|new) /, '')
    .replace(/^(Object|Module|Window|global)\./, '')
    .replace(/\$\d+|\d{2,}/g, '')
    .trim();
}

/**
 * A path as it is on every machine and in every build: without address, query, home and working directory, and without
 * the hashes of bundlers.
 */
export function plainPath(path: string): string {
  const file = path
    .replace(/^(?:[a-z][a-z0-9+.-]*:\/\/[^/]*|webpack:\/\/\/?|file:\/\/|app:\/\/)/i, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/')
    .replace(/(?::\d+){1,2}\)?$/, '');
  const inside = file.replace(/^.*?\/(node_modules|site-packages|dist-packages)\//, '$1/');
  const last = inside.split('/').filter((part) => part !== '' && part !== '.');
  return last
    .slice(-3)
    .map((part) => part.replace(/[.-](?=[0-9a-f]*\d)[0-9a-f]{6,}(?=\.)/i, ''))
    .join('/');
}

/** A message without what differs from report to report. */
export function plainText(text: string): string {
  return (
    text
      .slice(0, 1_000)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>')
      .replace(/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '<email>')
      .replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>)]+/gi, '<address>')
      .replace(
        /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
        '<time>',
      )
      .replace(/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<host>')
      .replace(/(?<![\w/])(?:\/[\w.@+-]+){2,}\/?/g, '<path>')
      .replace(/\b[A-Z]:\\[^\s'"<>|]+/g, '<path>')
      .replace(/\b0x[0-9a-f]+\b/gi, '<hex>')
      // Hashes and tokens: long, and with a digit in them, so that words stay.
      .replace(/\b(?=[a-z0-9]*\d)[a-f0-9]{8,}\b/gi, '<hex>')
      .replace(/\b(?=\w*\d)(?=\w*[a-z])[A-Za-z0-9_-]{20,}\b/g, '<token>')
      .replace(/[-+]?\b\d+(?:[.,]\d+)*(?:e[-+]?\d+)?/gi, '<n>')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
