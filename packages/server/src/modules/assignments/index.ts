import type { ModuleContext } from '../../platform/context.ts';
import { type AssignmentOptions, type AssignmentService, createAssignmentService } from './assign.ts';
import { followPrompts } from './follow-prompts.ts';
import { bindAssignmentRoutes } from './routes.ts';
import { createWorkSources, type SourceOptions } from './work-sources.ts';

export { countOfProject, isAssigned } from './store.ts';
export { createWorkSources, type WorkSource } from './work-sources.ts';

export interface AssignmentsOptions
  extends ModuleContext,
    SourceOptions,
    Omit<AssignmentOptions, 'sources'> {}

/** From a record to the agent that works on it, and from its answer back to the record. */
export function createAssignments(options: AssignmentsOptions): AssignmentService {
  const parts = { ...options, sources: createWorkSources(options) };
  const service = createAssignmentService(parts);
  options.assigner.onChangeIn(followPrompts(options));
  bindAssignmentRoutes(options.bind, { ...parts, service });
  return service;
}
