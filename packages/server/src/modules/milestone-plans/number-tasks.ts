import type { PlanTask } from '@architect/contracts/milestone-plans';
import { sha256 } from '../../platform/ids.ts';
import type { FoundWork } from './found-work.ts';
import { infer } from './infer.ts';

const longestTitle = 100;
const longestText = 2_000;

/** A task, and whether its source says that it is done. */
export interface NumberedTask extends Omit<PlanTask, 'record'> {
  isDone: boolean;
}

/**
 * Tasks with a key each, by source file and text, so that the next scan knows them again wherever they stand in the file.
 * Where a file says the same more than once, they are counted.
 */
export function numberTasks(work: readonly FoundWork[]): NumberedTask[] {
  const seen = new Map<string, number>();
  return work.map((one) => {
    const base = `${one.sourceFile}\n${one.text}`;
    const nth = seen.get(base) ?? 0;
    seen.set(base, nth + 1);
    return {
      key: sha256(`${base}\n${nth}`).slice(0, 32),
      title: cut(one.text, longestTitle),
      description: [one.text, one.details].filter(Boolean).join('\n\n').slice(0, longestText),
      ...infer(one),
      source: one.source,
      marker: one.marker,
      source_file: one.sourceFile,
      line_number: one.lineNumber,
      section: one.section,
      isDone: one.isDone,
    };
  });
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const short = text.slice(0, most - 1);
  const space = short.lastIndexOf(' ');
  return `${(space > most / 2 ? short.slice(0, space) : short).trimEnd()}…`;
}
