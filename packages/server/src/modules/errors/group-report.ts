import { createHash } from 'node:crypto';
import type { ErrorGrouping, StackFrame, Thrown } from '@architect/contracts/error-groups';
import { codeIn, plainFunction, plainPath, plainText } from './plain-words.ts';
import { redactText } from './redact-report.ts';
import type { Report } from './report.ts';
import { createTextCache } from './text-cache.ts';

/** Raised with every change of the rules below; errors that are grouped already stay as they are. */
export const groupingVersion = 2;

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
  const isByStack = !report.fingerprint?.length && report.thrown.some(hasNames);
  const text = isByStack ? stackText(report) : `${messageText(report)}${stackText(report)}`;
  const before = known.get(text);
  if (before) return before;
  const grouping = chooseGrouping(report);
  const hash = createHash('sha256').update(JSON.stringify([grouping.version, grouping.by, grouping.parts]));
  const grouped = { grouping, hash: hash.digest('hex').slice(0, 32) };
  known.set(text, grouped);
  return grouped;
}

/** What the rules below look at, as it was sent; the message only where no frame has a name. */
function messageText({ fingerprint, error_type, message, template, source }: Report): string {
  return `${JSON.stringify(fingerprint)}\0${error_type}\0${template ?? message}\0${source}`;
}

function stackText({ thrown }: Report): string {
  let text = '';
  for (const one of thrown) {
    text += `\0\0${one.type}\0${hasNames(one) ? codeIn(one.value) : one.value}`;
    for (const { module, file, function: name, in_app, code, column } of one.frames)
      text += `\0${module ?? '\u0001'}\0${file ?? '\u0001'}\0${name ?? '\u0001'}\0${in_app}\0${code ?? ''}\0${isMinified(column)}`;
  }
  return text;
}

function chooseGrouping(report: Report): ErrorGrouping {
  const version = groupingVersion;
  const own = byContent(report);
  if (!report.fingerprint || report.fingerprint.length === 0) return { version, ...own };
  // The Sentry SDKs' word for "and what you would have compared yourself".
  const parts = report.fingerprint.flatMap((part) =>
    /^\{\{\s*default\s*\}\}$/.test(part) ? own.parts : [redactText(part)],
  );
  return { version, by: 'fingerprint', parts };
}

function byContent(report: Report): Omit<ErrorGrouping, 'version'> {
  const stack = report.thrown.flatMap(thrownParts);
  if (stack.length > 0) return { by: 'stack', parts: stack };
  const { error_type, message, template = message, source } = report;
  return { by: 'message', parts: [plainType(error_type), secretless(template), plainPath(source)] };
}

function thrownParts({ type, value, frames }: Thrown): string[] {
  const lines = ownFrames(frames).map(frameLine);
  // Each place once: how deep a recursion was says nothing.
  const told = [...new Set(lines)].filter((line) => line !== '').slice(-mostFrames);
  if (told.length === 0) return [];
  // Files alone are the same for every fault of a bundle.
  const words = hasNames({ frames }) ? codeIn(value) : secretless(value);
  return [plainType(type), ...told, ...(words === '' ? [] : [words])];
}

/** Whether one of the frames that count tells more than its file. */
function hasNames({ frames }: Pick<Thrown, 'frames'>): boolean {
  // Asked of every report: most have their lines of code, and are told by the first of them.
  if (frames.some((frame) => frame.in_app && tells(frame))) return true;
  return !frames.some((frame) => frame.in_app) && frames.some(tells);
}

const tells = (frame: StackFrame): boolean => (frame.code ?? '') !== '' || nameOf(frame) !== '';

/** Frames of the application itself; all of them where the reporter marks none. */
function ownFrames(frames: readonly StackFrame[]): readonly StackFrame[] {
  const own = frames.filter((frame) => frame.in_app);
  return own.length > 0 ? own : frames;
}

function frameLine(frame: StackFrame): string {
  const place = placeOf(frame);
  const name = nameOf(frame);
  // A function without a name is told from its neighbours by its line of code.
  const code = name === '' ? secretless(frame.code ?? '') : '';
  return [place, name, code].filter(Boolean).join(' ');
}

/** SDKs for JavaScript make the module of the file, hash and all; elsewhere the file is the last part of the module only. */
function placeOf({ module, file }: StackFrame): string {
  const isScript = file !== null && /\.(?:[cm]?[jt]sx?|vue|svelte)(?:[?#].*)?$/.test(file);
  return module === null || isScript ? plainPath(file ?? '') : plainFunction(module);
}

/** Empty where it has none, or one that the next build changes. */
function nameOf({ function: given, column }: StackFrame): string {
  if (given === null || /^(?:<anonymous>|anonymous|\?|global code|module code|eval)$/.test(given)) return '';
  const name = plainFunction(given);
  return isMinified(column) && /(?:^|\.)[\w$]{1,2}$/.test(name) ? '' : name;
}

/** No person writes lines so long. */
function isMinified(column: number | null): boolean {
  return column !== null && column > 200;
}

const plainType = (type: string): string => type.replace(/^Uncaught (?:\(in promise\) )?/, '').trim();

/** What is compared is shown and kept: secrets do not belong there, and differ from report to report. */
const secretless = (text: string): string => plainText(redactText(text.slice(0, 1_200)));
