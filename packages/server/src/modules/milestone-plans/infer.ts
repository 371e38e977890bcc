import type { TaskCategory, TaskComplexity } from '@architect/contracts/milestone-plans';
import type { FoundWork } from './found-work.ts';

/** The tables by which work is judged. The first line that fits decides. */
const words = (list: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${list})(?![\\p{L}\\p{N}])`, 'iu');

/** 1 is the most urgent, 5 the least. */
const priorities: readonly (readonly [RegExp, number])[] = [
  [/^\(A\)|\[?\bp0\b\]?|!!!/i, 1],
  [/^\(B\)|\[?\bp1\b\]?/i, 2],
  [/^\(C\)|\[?\bp2\b\]?/i, 3],
  [/^\(D\)|\[?\bp3\b\]?/i, 4],
  [/^\([E-Z]\)/, 5],
  [words('critical|urgent|urgently|blocking|blocker|asap|immediately|security|data loss'), 1],
  [words('maybe|optional|optionally|someday|wishlist'), 5],
  [words('nice[ -]to[ -]have|wish|future|later|low priority|minor|eventually'), 4],
  [words('important|fix|fixes|bug|bugs|error|errors|broken|high priority|crash|crashes|regression'), 2],
];
const sectionPriorities: readonly (readonly [RegExp, number])[] = [
  [words('critical|urgent|blocking|blockers?|priority|now'), 1],
  [words('fix|fixes|bugs?|known issues|important|next'), 2],
  [words('maybe|optional|someday|wishlist|ideas'), 5],
  [words('nice[ -]to[ -]have|future|later|backlog'), 4],
];
const markerPriorities: Record<string, number> = { FIXME: 2, XXX: 2, HACK: 3, TODO: 3 };
const usualPriority = 3;

const complexities: readonly (readonly [RegExp, TaskComplexity])[] = [
  [/\bfix(?:es)? (?:a |the )?typos?\b/i, 'simple'],
  [
    words(
      'architecture|refactor|refactoring|migration|migrate|framework|integration|integrate|system|redesign|rebuild|rewrite|overhaul',
    ),
    'complex',
  ],
  [words('add|update|rename|document|comment|typo|bump|remove|delete|tweak|adjust'), 'simple'],
];
const hoursOf: Record<TaskComplexity, number> = { simple: 1, medium: 4, complex: 16 };

const categories: readonly (readonly [RegExp, TaskCategory])[] = [
  [words('tests?|testing|coverage|e2e|unit tests?'), 'test'],
  [
    words('deploy|deploys|deployment|release|rollout|docker|kubernetes|ci|cd|pipeline|provision'),
    'deployment',
  ],
  [words('docs?|document|documentation|readme|changelog|tutorial|guide'), 'documentation'],
  [words('bugs?|fix|fixes|error|errors|broken|crash|crashes|regression|leak|race condition|flaky'), 'bug'],
];
const markerCategories: Record<string, TaskCategory> = { FIXME: 'bug', XXX: 'bug', HACK: 'feature' };

export interface Inferred {
  priority: number;
  complexity: TaskComplexity;
  estimated_hours: number;
  category: TaskCategory;
}

/** What the words of a piece of work, its heading and its mark say about it. */
export function infer({ text, section, marker }: Pick<FoundWork, 'text' | 'section' | 'marker'>): Inferred {
  const complexity = first(complexities, text) ?? (marker ? 'simple' : 'medium');
  return {
    priority:
      first(priorities, text) ??
      (section === null ? undefined : first(sectionPriorities, section)) ??
      (marker ? markerPriorities[marker] : undefined) ??
      usualPriority,
    complexity,
    estimated_hours: hoursIn(text) ?? hoursOf[complexity],
    category:
      (marker ? markerCategories[marker] : undefined) ??
      first(categories, text) ??
      (section === null ? undefined : first(categories, section)) ??
      'feature',
  };
}

function first<Value>(table: readonly (readonly [RegExp, Value])[], text: string): Value | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

const hoursPerDay = 8;
const mostHours = 400;

/** An estimate that somebody wrote: `(4h)`, `[2 days]`, `~3h`, `est: 90 min`. */
function hoursIn(text: string): number | undefined {
  const [, amount, unit = ''] =
    /(?:[([]|~|\best(?:imate)?[.:]?)\s*(\d+(?:[.,]\d+)?)\s*(min(?:ute)?s?|h(?:ou)?rs?|h|d(?:ays?)?)(?![\p{L}])/iu.exec(
      text,
    ) ?? [];
  if (!amount) return undefined;
  const value = Number(amount.replace(',', '.'));
  const hours =
    unit[0]?.toLowerCase() === 'd' ? value * hoursPerDay : unit.startsWith('m') ? value / 60 : value;
  return Math.min(mostHours, Math.max(0.25, Math.round(hours * 4) / 4));
}
