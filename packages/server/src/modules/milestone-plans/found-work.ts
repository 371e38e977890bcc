import type { TaskSource } from '@architect/contracts/milestone-plans';

/** Work as a file tells of it, before anything is inferred from it. */
export interface FoundWork {
  /** One line, without marks. */
  text: string;
  /** What stands below it. */
  details: string;
  isDone: boolean;
  source: TaskSource;
  marker: string | null;
  sourceFile: string;
  /** From 1. */
  lineNumber: number;
  section: string | null;
}

/** What a reader of one kind of file finds; the file itself is added by who calls it. */
export type WorkInFile = Omit<FoundWork, 'source' | 'sourceFile'>;

/** Text of a file in one line. */
export function plainLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
