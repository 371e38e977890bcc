/** A heading of a Markdown text. */
export interface Heading {
  /** 1 to 6. */
  depth: number;
  text: string;
  /** The id it has on the page. */
  id: string;
  /** From 1, as the parser of Markdown counts. */
  line: number;
}

/** The headings of a Markdown text with an id each, as GitHub makes them; what stands in fences is none. */
export function headingsOf(markdown: string): Heading[] {
  const counts = new Map<string, number>();
  const lines = markdown.split(/\r?\n/);
  const found: Heading[] = [];
  let fence: string | null = null;
  for (const [at, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (mark?.startsWith(fence) && /^ {0,3}[`~]+\s*$/.test(line)) fence = null;
      continue;
    }
    fence = mark;
    const heading = readHeading(line, lines[at + 1] ?? '');
    if (!heading) continue;
    const text = plainHeading(heading.text);
    found.push({ depth: heading.depth, text, id: idOf(text, counts), line: at + 1 });
  }
  return found;
}

/** The id of the heading that a link such as `#more-machines` means. */
export function idOfAnchor(anchor: string): string {
  return `at-${anchor.toLowerCase()}`;
}

function readHeading(line: string, next: string): { depth: number; text: string } | null {
  const [, marks, text] = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line) ?? [];
  if (marks && text) return { depth: marks.length, text };
  const isPlain = /^ {0,3}[^\s#>|`~*+-]/.test(line);
  if (isPlain && /^ {0,3}=+\s*$/.test(next)) return { depth: 1, text: line.trim() };
  if (isPlain && /^ {0,3}-{2,}\s*$/.test(next)) return { depth: 2, text: line.trim() };
  return null;
}

function plainHeading(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .replace(/[*`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '')
    .trim();
}

function idOf(text: string, counts: Map<string, number>): string {
  const word = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
  const count = counts.get(word) ?? 0;
  counts.set(word, count + 1);
  return idOfAnchor(count === 0 ? word : `${word}-${count}`);
}
