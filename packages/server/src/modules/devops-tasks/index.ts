import {
  type DevopsTask,
  type DevopsTaskChange,
  devopsTaskFields,
  devopsTaskRecords,
  type NewDevopsTask,
} from '@architect/contracts/devops-tasks';
import type { ModuleContext } from '../../platform/context.ts';
import {
  bindRecordRoutes,
  createRecordService,
  createRecordStore,
  type RecordService,
} from '../records/index.ts';
import { devopsTaskRules } from './devops-task-rules.ts';
import type { DevopsTaskRow } from './store.ts';

export type DevopsTasks = RecordService<DevopsTask, NewDevopsTask, DevopsTaskChange>;

/** Maintenance and automation that belongs to no feature. */
export function createDevopsTasks(context: ModuleContext): DevopsTasks {
  const store = createRecordStore<DevopsTaskRow>({
    ...context,
    kind: 'devops_task',
    table: 'devops_tasks',
    fields: devopsTaskFields,
  });
  const service = createRecordService({ ...context, rules: devopsTaskRules(store) });
  bindRecordRoutes(context.bind, devopsTaskRecords, service);
  return service;
}
