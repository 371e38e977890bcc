import type { StackFrame, Thrown } from '@architect/contracts/error-groups';

/** Frames of one stack text that are read; a runaway recursion has tens of thousands. */
const mostFrames = 250;

/**
 * What was thrown, read from the text of a stack trace as JavaScript engines and Python print it.
 * @returns frames oldest first; an empty list when it is the text of something else
 */
export function readStack(text: string): Thrown[] {
  if (/^Traceback \(most recent call last\)/m.test(text)) return readPython(text);
  const frames = text
    .split('\n')
    .slice(0, mostFrames + 20)
    .flatMap((line) => readScriptLine(line) ?? [])
    .slice(0, mostFrames)
    .reverse();
  if (frames.length === 0) return [];
  const { type, value } = readHead(text);
  return [{ type, value, frames }];
}

/** The first line of a JavaScript stack: `TypeError: x is not a function`. */
export function readHead(text: string): { type: string; value: string } {
  const first = (text.split('\n', 1)[0] ?? '').trim();
  const named =
    /^(?:Uncaught (?:\(in promise\) )?)?([A-Za-z_$][\w$.]*(?:Error|Exception|Warning|Interrupt|Exit))(?:: ?(.*))?$/.exec(
      first,
    );
  return named ? { type: named[1] ?? 'Error', value: named[2] ?? '' } : { type: 'Error', value: first };
}

/** V8: `    at fn (file:1:2)`; Firefox and Safari: `fn@file:1:2`, of which the file has a slash and hosts of mail do not. */
function readScriptLine(line: string): StackFrame | null {
  const v8 = /^\s+at (?:async )?(?:(.+?) \()?(.+?):(\d+):(\d+)\)?$/.exec(line);
  const gecko = v8 ? null : /^(.*?)@([^@\s]*[/\\<][^@\s]*?):(\d+)(?::(\d+))?$/.exec(line.trim());
  const found = v8 ?? gecko;
  if (!found) return null;
  const [, name, file = '', at, column] = found;
  return {
    ...noCode,
    function: name?.trim() || null,
    module: null,
    file,
    line: Number(at),
    column: column === undefined ? null : Number(column),
    in_app: isOwnFile(file),
  };
}

/** One chain of exceptions; what was thrown last comes last, as Python prints it. */
function readPython(text: string): Thrown[] {
  const found: Thrown[] = [];
  let frames: StackFrame[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('Traceback (most recent call last)')) frames = [];
    const place = /^ {2}File "(.+)", line (\d+)(?:, in (.+))?$/.exec(line);
    if (place) {
      const [, file = '', at, name] = place;
      if (frames.length < mostFrames)
        frames.push({
          ...noCode,
          function: name?.trim() ?? null,
          module: null,
          file,
          line: Number(at),
          column: null,
          in_app: isOwnFile(file),
        });
      continue;
    }
    const last = frames.at(-1);
    if (last && last.code === null && /^ {4}\S/.test(line)) last.code = line.trim();
    const end = /^([A-Za-z_][\w.]*)(?:: ?(.*))?$/.exec(line);
    if (end && frames.length > 0 && !line.startsWith('During ')) {
      found.push({ type: end[1] ?? 'Error', value: end[2] ?? '', frames });
      frames = [];
    }
  }
  return found;
}

const noCode = { code: null, before: [] as string[], after: [] as string[] };

/** Files of libraries and of the language itself are not the application's own. */
export function isOwnFile(file: string): boolean {
  return !/(?:^|\/)(?:node_modules|site-packages|dist-packages|lib\/python\d|internal)\/|^node:|^<(?:frozen|string|anonymous)|^native$/.test(
    file,
  );
}
