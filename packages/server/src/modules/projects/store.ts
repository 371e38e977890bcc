import type { Project } from '@architect/contracts/projects';
import type { RecordRow, Source } from '../records/index.ts';

/** A row of `projects`. */
export interface ProjectRow extends RecordRow {
  name: string;
  description: string;
  status: Project['status'];
  priority: Project['priority'];
  source_path: string | null;
  repository_url: string | null;
  language: string | null;
  framework: string | null;
  labels_json: string[];
}

/** Id of the project that has this name now, regardless of case. */
export async function findByName(source: Source, name: string): Promise<number | null> {
  const row = await source
    .tables<{ projects: ProjectRow }>()
    .selectFrom('projects')
    .select('id')
    .where(({ fn }) => fn<string>('lower', ['name']), '=', name.toLowerCase())
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Every project that has a source path, archived ones not. */
export async function listRoots(
  source: Source,
): Promise<{ id: number; name: string; source_path: string }[]> {
  const rows = await source
    .tables<{ projects: ProjectRow }>()
    .selectFrom('projects')
    .select(['id', 'name', 'source_path'])
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.flatMap(({ source_path, ...row }) => (source_path === null ? [] : [{ ...row, source_path }]));
}
