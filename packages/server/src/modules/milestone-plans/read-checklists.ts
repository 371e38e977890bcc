import { plainLine, type WorkInFile } from './found-work.ts';

/** Which lines of a Markdown file are work besides those with a box. */
export type PlainItems = 'none' | 'all' | 'instructions';

interface Item {
  indent: number;
  box: string | null;
  text: string;
}

const mostDetails = 20;
/** How a step of a plan begins. */
const instruction =
  /^(create|add|implement|fix|update|modify|build|set ?up|write|remove|delete|refactor|test|document|deploy|migrate|replace|move|rename|extract|introduce|support|make|ensure|verify)\b/i;

/**
 * The list items of a Markdown file that are work: those with a box, and where there is no box in the whole file, the
 * plain ones that `plain` says. What is indented below an item belongs to it.
 */
export function readChecklists(markdown: string, plain: PlainItems): WorkInFile[] {
  const lines = withoutCode(markdown.replace(/\r/g, '').split('\n'));
  const items = lines.map(itemIn);
  const hasBoxes = items.some((item) => item?.box != null);
  const isWork = (item: Item | null | undefined): item is Item => {
    if (!item) return false;
    if (hasBoxes) return item.box !== null;
    return (
      item.indent === 0 && (plain === 'all' || (plain === 'instructions' && instruction.test(item.text)))
    );
  };
  const found: WorkInFile[] = [];
  let section: string | null = null;
  for (const [at, line] of lines.entries()) {
    section = headingIn(line) ?? section;
    const item = items[at];
    if (!isWork(item)) continue;
    const struck = /^~~(.+)~~$/.exec(item.text)?.[1];
    const text = plainLine(withoutEmphasis(struck ?? item.text));
    if (!/[\p{L}\p{N}]/u.test(text)) continue;
    found.push({
      text,
      details: detailsBelow(lines, at, { indent: item.indent, isWork: (next) => isWork(items[next]) }),
      isDone: struck !== undefined || item.box?.toLowerCase() === 'x' || /^✅|✅$/u.test(item.text),
      marker: null,
      lineNumber: at + 1,
      section,
    });
  }
  return found;
}

/** A `todo.txt`: a line each, `x` before what is done, `(A)` for its priority. */
export function readTodoText(text: string): WorkInFile[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const [, done, said = ''] = /^(x\s+)?(?:[-*+]\s+)?(.*)$/.exec(line.trim()) ?? [];
    const plain = plainLine(said.replace(/\d{4}-\d{2}-\d{2}\s+/g, ''));
    if (!/[\p{L}\p{N}]/u.test(plain) || plain.startsWith('#')) return [];
    return [
      { text: plain, details: '', isDone: Boolean(done), marker: null, lineNumber: at + 1, section: null },
    ];
  });
}

/** Blank where a fence stands or what is in it: examples are no work. */
function withoutCode(lines: readonly string[]): string[] {
  let fence: string | null = null;
  return lines.map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && mark) {
      fence = mark;
      return '';
    }
    if (fence === null) return line;
    if (mark?.startsWith(fence) && /^\s*[`~]+\s*$/.test(line)) fence = null;
    return '';
  });
}

function itemIn(line: string): Item | null {
  const [, space = '', box, text = ''] =
    /^(\s*)(?:[-*+]|\d{1,4}[.)])\s+(?:\[([ xX-])\]\s+)?(\S.*)$/.exec(line) ?? [];
  return text === '' ? null : { indent: space.replace(/\t/g, '    ').length, box: box ?? null, text };
}

function headingIn(line: string): string | null {
  const text = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1];
  return text ? plainLine(withoutEmphasis(text)) : null;
}

function detailsBelow(
  lines: readonly string[],
  at: number,
  { indent, isWork }: { indent: number; isWork(line: number): boolean },
): string {
  const details: string[] = [];
  for (let next = at + 1; next < lines.length && details.length < mostDetails; next += 1) {
    const line = lines[next] ?? '';
    const isInside = /^\s*$/.test(line) || (/^\s*/.exec(line)?.[0].length ?? 0) > indent;
    if (!isInside || isWork(next)) break;
    details.push(line.trim());
  }
  return details.join('\n').trim();
}

function withoutEmphasis(text: string): string {
  return text.replace(/\*\*(.+?)\*\*/g, '$1').replace(/__(.+?)__/g, '$1');
}
