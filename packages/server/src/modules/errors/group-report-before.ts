import { createHash } from 'node:crypto';
import type { StackFrame } from '@architect/contracts/error-groups';
import type { Report } from './report.ts';

/**
 * The rules of grouping 1, as they were. A report that the rules of today have not met belongs to the error that these ones
 * knew it by: so that new rules begin no errors anew. Nothing here changes any more.
 * @returns the hash by which reports of this kind were known
 */
export function hashBefore(report: Report): string {
  const own = byContent(report);
  const { fingerprint } = report;
  const parts = fingerprint?.flatMap((part) => (/^\{\{\s*default\s*\}\}$/.test(part) ? own.parts : [part]));
  const [by, compared] = parts && parts.length > 0 ? ['fingerprint', parts] : [own.by, own.parts];
  return createHash('sha256')
    .update(JSON.stringify([1, by, compared]))
    .digest('hex')
    .slice(0, 32);
}

const mostFrames = 30;

function byContent(report: Report): { by: string; parts: string[] } {
  const stack = report.thrown.flatMap(({ type, frames }) => {
    const lines = ownFrames(frames).slice(-mostFrames).map(frameLine);
    const told = lines.filter((line, at) => line !== '' && line !== lines[at - 1]);
    return told.length > 0 ? [type.trim(), ...told] : [];
  });
  if (stack.length > 0) return { by: 'stack', parts: stack };
  const { error_type, message, template = message, source } = report;
  return { by: 'message', parts: [error_type.trim(), plainText(template), plainPath(source)] };
}

function ownFrames(frames: readonly StackFrame[]): readonly StackFrame[] {
  const own = frames.filter((frame) => frame.in_app);
  return own.length > 0 ? own : frames;
}

function frameLine(frame: StackFrame): string {
  const place = frame.module ?? (frame.file === null ? '' : plainPath(frame.file));
  const name = frame.function === null ? '' : plainFunction(frame.function);
  const code = name === '' || name === '<anonymous>' ? plainText(frame.code ?? '') : '';
  return [place, name, code].filter(Boolean).join(' ');
}

function plainFunction(name: string): string {
  return name
    .replace(/^(async|new) /, '')
    .replace(/^(Object|Module|Window|global)\./, '')
    .replace(/\$\d+|\d{2,}/g, '')
    .trim();
}

function plainPath(path: string): string {
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

function plainText(text: string): string {
  return text
    .slice(0, 1_000)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>')
    .replace(/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '<email>')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/[^\s'"<>)]+/gi, '<address>')
    .replace(/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, '<time>')
    .replace(/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '<host>')
    .replace(/(?<![\w/])(?:\/[\w.@+-]+){2,}\/?/g, '<path>')
    .replace(/\b[A-Z]:\\[^\s'"<>|]+/g, '<path>')
    .replace(/\b0x[0-9a-f]+\b/gi, '<hex>')
    .replace(/\b(?=[a-z0-9]*\d)[a-f0-9]{8,}\b/gi, '<hex>')
    .replace(/\b(?=\w*\d)(?=\w*[a-z])[A-Za-z0-9_-]{20,}\b/g, '<token>')
    .replace(/[-+]?\b\d+(?:[.,]\d+)*(?:e[-+]?\d+)?/gi, '<n>')
    .replace(/\s+/g, ' ')
    .trim();
}
