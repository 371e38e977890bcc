import { maxPlanTasks } from '@architect/contracts/milestone-plans';
import { readText, walkDirectory } from '../files/index.ts';
import { commentSyntaxOf } from './comment-languages.ts';
import type { FoundWork, WorkInFile } from './found-work.ts';
import { readChecklists, readTodoText } from './read-checklists.ts';
import { readComments } from './read-comments.ts';

/** Characters of the largest file that is looked through: longer ones are made by programs. */
const longestFile = 400_000;

const todoFile = /^(todos?|roadmap|backlog|tasks)(\.(md|markdown))?$/i;
const todoText = /^todos?\.txt$/i;
const markdownFile = /\.(md|markdown)$/i;
/** Boxes that are ticked anew each time: they are no work. */
const reusedChecklist = /template|changelog|runbook|contributing|code[-_ ]of[-_ ]conduct/i;

export interface WorkSearch {
  signal?: AbortSignal;
  /** After each file that was read. @param found tasks of this directory so far */
  onRead?(directory: string, found: number): void;
}

/**
 * What the files below a directory say is to be done, in the order of the walk.
 * @param root real path
 * @throws the reason of `signal` once that is aborted
 */
export async function findWork(
  root: string,
  { signal, onRead }: WorkSearch = {},
): Promise<{ work: FoundWork[]; isCut: boolean }> {
  const work: FoundWork[] = [];
  const walk = walkDirectory({ root, ...(signal && { signal }) });
  for (;;) {
    const step = await walk.next();
    if (step.done) return { work, isCut: step.value };
    const { parts } = step.value;
    const read = readerOf(parts);
    if (!read) continue;
    signal?.throwIfAborted();
    const text = await readText(root, parts);
    if (text === null || text.length > longestFile) continue;
    work.push(...read(text, parts.join('/')));
    onRead?.(parts.slice(0, -1).join('/'), work.length);
    if (work.length > maxPlanTasks) return { work: work.slice(0, maxPlanTasks), isCut: true };
  }
}

/** How work is read from a file; null for one that has none. */
function readerOf(parts: readonly string[]): ((text: string, path: string) => FoundWork[]) | null {
  const name = parts.at(-1) ?? '';
  const syntax = commentSyntaxOf(name);
  const lists = listReaderOf(parts, name);
  if (!syntax && !lists) return null;
  return (text, sourceFile) => [
    ...(lists ? lists.read(text).map((one) => ({ ...one, source: lists.source, sourceFile })) : []),
    ...(syntax
      ? readComments(text, syntax).map((one) => ({ ...one, source: 'comment' as const, sourceFile }))
      : []),
  ];
}

function listReaderOf(
  parts: readonly string[],
  name: string,
): { source: FoundWork['source']; read(text: string): WorkInFile[] } | null {
  if (todoText.test(name)) return { source: 'todo_file', read: readTodoText };
  if (todoFile.test(name)) return { source: 'todo_file', read: (text) => readChecklists(text, 'all') };
  if (!markdownFile.test(name)) return null;
  const isPlan = parts.at(-2) === 'plans' && ['.claude', 'docs', 'plans'].includes(parts[0] ?? '');
  if (isPlan) return { source: 'plan', read: (text) => readChecklists(text, 'instructions') };
  if (parts[0] === '.github' || parts.some((part) => reusedChecklist.test(part))) return null;
  return { source: 'checklist', read: (text) => readChecklists(text, 'none') };
}
