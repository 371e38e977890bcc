import { type Assignment, assignmentEndpoints, type WorkKind } from '@architect/contracts/assignments';
import { invalidField } from '../../platform/app-error.ts';
import { byOf } from '../../platform/by.ts';
import type { Bind } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { requireFace } from '../records/index.ts';
import type { AssignmentOptions, AssignmentService } from './assign.ts';
import { readWork } from './record-work.ts';

export interface AssignmentRoutes extends AssignmentOptions {
  service: AssignmentService;
}

export function bindAssignmentRoutes(bind: Bind, { service, ...options }: AssignmentRoutes): void {
  bind(assignmentEndpoints.previewWorkOrder, async ({ params, body }) =>
    success(await service.preview(params, body?.session)),
  );
  bind(assignmentEndpoints.assignRecord, async ({ params, body: { queue: _any, ...wish } }, call) =>
    assigned(await service.assign(params, wish, byOf(call))),
  );
  bind(assignmentEndpoints.releaseRecord, async ({ params }, call) =>
    success(await service.release(params, byOf(call))),
  );
  bind(assignmentEndpoints.listAssignments, async ({ params }) => success(await service.list(params)));
  bind(assignmentEndpoints.getRecordWork, async ({ params: { kind, id } }) => {
    await requireFace(options.db, { kind, id });
    const [work] = await readWork(kind, [id], options);
    return success(work ?? null);
  });
  bind(assignmentEndpoints.listRecordWork, async ({ query }) =>
    success(await readWork(query.kind, query.ids, options)),
  );
  bind(assignmentEndpoints.assignToTmux, async ({ body }, call) => {
    const { session, priority, force, message } = body;
    const ref = documentedRef(body);
    return assigned(await service.assign(ref, { session, priority, force, remark: message }, byOf(call)));
  });
}

function assigned(data: Assignment) {
  return success(data, { prompt_id: data.prompt_id, assignment_id: data.id });
}

/** The documents' words for the kinds, and ours. */
const documentedKinds: Record<string, WorkKind> = {
  feature: 'feature',
  bug: 'bug',
  error: 'error',
  task: 'devops_task',
  devops: 'devops_task',
  devops_task: 'devops_task',
};

interface DocumentedRef {
  task_type?: string | undefined;
  task_id?: number | undefined;
  entity_type?: string | undefined;
  entity_id?: number | undefined;
}

/** @throws AppError VALIDATION_FAILED */
function documentedRef(body: DocumentedRef): { kind: WorkKind; id: number } {
  const word = body.task_type ?? body.entity_type ?? '';
  const id = body.task_id ?? body.entity_id;
  const kind = documentedKinds[word];
  if (!kind || id === undefined)
    throw invalidField('task_type', `task_type: one of ${Object.keys(documentedKinds).join(', ')}`);
  return { kind, id };
}
