import type { KindOfRecord } from '../lib/record-kinds.ts';
import type { RecordWish } from '../lib/record-wish.ts';

/** What the quick form holds; empty means: as the server has it by default. */
export interface RecordDraft {
  title: string;
  description: string;
  project: string;
  milestoneId: number | null;
  sourcePath: string;
  /** Priority, choices and days by field. */
  values: Readonly<Record<string, string>>;
}

export function emptyRecordDraft({ projectId, milestoneId }: Omit<RecordWish, 'kind'>): RecordDraft {
  return {
    title: '',
    description: '',
    project: projectId ? String(projectId) : '',
    milestoneId: milestoneId ?? null,
    sourcePath: '',
    values: {},
  };
}

/** The first thing that keeps it from being saved, in words; null: nothing. */
export function recordDraftFault(kind: KindOfRecord, draft: RecordDraft): string | null {
  if (draft.title.trim() === '') return 'It needs a title.';
  if (kind.project === 'required' && draft.project === '') return 'Choose a project.';
  if (draft.sourcePath.trim() !== '' && !draft.sourcePath.trim().startsWith('/'))
    return 'The source path must begin with a slash.';
  return null;
}

export function bodyOfRecordDraft(kind: KindOfRecord, draft: RecordDraft): object {
  const values = Object.entries(draft.values).filter(([, value]) => value !== '');
  const sourcePath = draft.sourcePath.trim();
  return {
    [kind.titleField]: draft.title.trim(),
    ...(draft.description.trim() && { description: draft.description }),
    ...(kind.project !== 'none' && draft.project && { project_id: Number(draft.project) }),
    ...(draft.milestoneId && { milestone_id: draft.milestoneId }),
    ...(kind.kind === 'project' && sourcePath && { source_path: sourcePath }),
    ...Object.fromEntries(values),
  };
}
