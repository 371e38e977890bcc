import { type FeatureStatus, featureStatus } from '@architect/contracts/features';

const longestDescription = 500;
const mostObjectives = 5;

/** The first paragraph of prose after the first heading of a README, without badges and pictures. */
export function firstParagraph(markdown: string): string {
  const lines = markdown
    .replace(/\r/g, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n');
  const heading = lines.findIndex((line) => /^#\s|^=+$/.test(line));
  const paragraph: string[] = [];
  let isFenced = false;
  for (const line of lines.slice(heading + 1)) {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced;
    const isProse = !isFenced && /\S/.test(line) && !/^\s*([#<>|=`~]|[-*+]\s|!\[|\[!\[|-{3})/.test(line);
    if (isProse) paragraph.push(line.trim());
    else if (paragraph.length > 0) break;
  }
  const text = paragraph.join(' ').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return text.length > longestDescription ? `${text.slice(0, longestDescription - 1)}…` : text;
}

/** The bullets below headings such as "Goals". */
export function objectivesIn(markdown: string): string[] {
  const found: string[] = [];
  let isInside = false;
  for (const line of markdown.split(/\r?\n/)) {
    if (/^#{1,6}\s/.test(line)) isInside = /^#{1,6}\s+(objectives?|goals?|purpose|overview)\b/i.test(line);
    const bullet = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(.+)$/.exec(line)?.[1];
    if (isInside && bullet) found.push(bullet.trim().slice(0, longestDescription));
  }
  return found.slice(0, mostObjectives);
}

/** `### [ ] text` is open, `### [x] text` resolved. */
export function errorsIn(markdown: string): { message: string; is_resolved: boolean }[] {
  const found = new Map<string, boolean>();
  for (const [, mark, text] of markdown.matchAll(/^#{2,4}\s*\[([ xX])\][ \t]*(\S.*)$/gm))
    if (text) found.set(text.trim().slice(0, 8_000), mark !== ' ');
  return [...found].map(([message, is_resolved]) => ({ message, is_resolved }));
}

/** What a `features/*.json` holds: one feature, a list, or a list under `features`. Null for what is no JSON. */
export function featuresIn(json: string): { name: string; status: FeatureStatus; description: string }[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Somebody's file with a fault in it says nothing about features.
    return [];
  }
  const inner = isObject(value) && Array.isArray(value.features) ? value.features : value;
  return (Array.isArray(inner) ? inner : [inner]).flatMap((one: unknown) => {
    const { name, title, status, description } = isObject(one) ? one : { name: one };
    const called = typeof name === 'string' ? name : title;
    if (typeof called !== 'string' || !called.trim()) return [];
    return [
      {
        name: called.trim().slice(0, 500),
        status: statusOf(status),
        description: typeof description === 'string' ? description : '',
      },
    ];
  });
}

const words: Record<string, FeatureStatus> = {
  done: 'completed',
  complete: 'completed',
  finished: 'completed',
  implemented: 'completed',
  active: 'in_progress',
  started: 'in_progress',
  doing: 'in_progress',
  wip: 'in_progress',
  testing: 'review',
  specified: 'spec',
};

function statusOf(value: unknown): FeatureStatus {
  const word = String(value ?? '')
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  const own = featureStatus.safeParse(word);
  return own.success ? own.data : (words[word] ?? 'draft');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
