import type { RecordKind } from '@architect/contracts/records';

export interface RecordWords {
  one: string;
  many: string;
  /** Of the list; a record's page is one step below it. */
  path: string;
  /** Two letters that tell kinds apart where a list mixes them. */
  mark: string;
}

/** What people call each kind of record, and where its pages are. Free of schemas, so that the shell stays small. */
export const recordWords: Record<RecordKind, RecordWords> = {
  project: { one: 'project', many: 'projects', path: '/projects', mark: 'Pr' },
  milestone: { one: 'milestone', many: 'milestones', path: '/milestones', mark: 'Ms' },
  feature: { one: 'feature', many: 'features', path: '/features', mark: 'Ft' },
  bug: { one: 'bug', many: 'bugs', path: '/bugs', mark: 'Bg' },
  devops_task: { one: 'DevOps task', many: 'DevOps tasks', path: '/devops-tasks', mark: 'Dv' },
  error: { one: 'error', many: 'errors', path: '/errors', mark: 'Er' },
};

export function recordPath(kind: RecordKind, id: number): string {
  return `${recordWords[kind].path}/${id}`;
}

/** Null: a kind without pages. Where data of others says a kind, it may be any word. */
export function recordKindWords(kind: string): RecordWords | null {
  return Object.hasOwn(recordWords, kind) ? recordWords[kind as RecordKind] : null;
}

/** `wont_fix` → `Wont fix`: for words that have no name of their own here. */
export function plainWord(word: string): string {
  const words = word.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
