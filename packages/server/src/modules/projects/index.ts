import {
  type NewProject,
  type Project,
  type ProjectChange,
  projectFields,
  projectRecords,
} from '@architect/contracts/projects';
import type { ModuleContext } from '../../platform/context.ts';
import {
  bindRecordRoutes,
  createRecordService,
  createRecordStore,
  type RecordService,
} from '../records/index.ts';
import type { CountCriticalBugs } from './health.ts';
import { projectRules } from './project-rules.ts';
import { findByName, listRoots, type ProjectRow } from './store.ts';

export interface Projects extends RecordService<Project, NewProject, ProjectChange> {
  /** Where the source code of each project lies, for those that say it. */
  roots(): Promise<{ id: number; name: string; source_path: string }[]>;
  /** Id of the project that has this name now, regardless of case. */
  findByName(name: string): Promise<number | null>;
}

export interface ProjectsOptions extends ModuleContext {
  countCriticalBugs: CountCriticalBugs;
}

/** What everything else belongs to. Deleting a project archives it. */
export function createProjects({ countCriticalBugs, ...context }: ProjectsOptions): Projects {
  const store = createRecordStore<ProjectRow>({
    ...context,
    kind: 'project',
    table: 'projects',
    fields: projectFields,
    defaultSort: 'name,id',
  });
  const service = createRecordService({ ...context, rules: projectRules(store, countCriticalBugs) });
  bindRecordRoutes(context.bind, projectRecords, service);
  return {
    ...service,
    roots: () => listRoots(context.db),
    findByName: (name) => findByName(context.db, name),
  };
}
