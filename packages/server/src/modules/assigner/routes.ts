import { limitEndpoints } from '@architect/contracts/assigner-limits';
import { promptEndpoints } from '@architect/contracts/prompts';
import { usageEndpoints } from '@architect/contracts/usage';
import { type By, byOf } from '../../platform/by.ts';
import type { Bind, Database } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Enqueued, NewPrompt } from './enqueue.ts';
import type { Limits } from './limits.ts';
import { assignerStatus, type OverviewOptions } from './overview.ts';
import type { PromptRecords } from './prompt-records.ts';
import type { QueueActions } from './queue-actions.ts';
import { listPrompts, readPrompt } from './read-prompts.ts';
import { readUsage } from './read-usage.ts';
import { tasksHealth } from './tasks-health.ts';

export interface AssignerRoutes extends OverviewOptions {
  db: Database;
  records: PromptRecords;
  actions: QueueActions;
  limits: Limits;
  enqueue(prompt: NewPrompt, by: By): Promise<Enqueued>;
}

export function bindAssignerRoutes(bind: Bind, routes: AssignerRoutes): void {
  bindReads(bind, routes);
  bindActs(bind, routes);
}

function bindReads(bind: Bind, routes: AssignerRoutes): void {
  const { db, records, limits } = routes;
  bind(limitEndpoints.readLimits, () => success(limits.now()));
  bind(promptEndpoints.assignerStatus, async () => success(await assignerStatus(routes)));
  bind(usageEndpoints.readUsage, async ({ query }) => success(await readUsage(query, routes)));
  bind(promptEndpoints.tasksHealth, async () => success(await tasksHealth(routes)));
  bind(promptEndpoints.listPrompts, async ({ query }) => {
    const { data, pagination } = await listPrompts(db, query, records);
    return success(data, { pagination });
  });
  bind(promptEndpoints.getPrompt, async ({ params }) => success(await readPrompt(db, params.id, records)));
}

function bindActs(bind: Bind, { actions, enqueue, limits }: AssignerRoutes): void {
  bind(limitEndpoints.changeLimits, async ({ body }, call) => success(await limits.change(body, byOf(call))));
  bind(promptEndpoints.sendPrompt, async ({ body }, call) => {
    const { prompt, adjusted, duplicate } = await enqueue(body, byOf(call));
    return success(prompt, { prompt_id: prompt.id, adjusted, duplicate });
  });
  bind(promptEndpoints.cancelPrompt, async ({ params }, call) => {
    return success(await actions.cancel(params.id, byOf(call)));
  });
  bind(promptEndpoints.retryPrompt, async ({ params }, call) => {
    return success(await actions.retry(params.id, byOf(call)));
  });
  bind(promptEndpoints.reassignPrompt, async ({ params, body }, call) => {
    const target = body?.session ?? body?.target_session;
    return success(await actions.reassign(params.id, target, byOf(call)));
  });
  bind(promptEndpoints.retryAllPrompts, async (_input, call) => affected(await actions.retryAll(byOf(call))));
  bind(promptEndpoints.clearPrompts, async ({ body }, call) => {
    return affected(await actions.clear(body?.days ?? defaultClearDays, byOf(call)));
  });
  bind(promptEndpoints.archiveFailedPrompts, async (_input, call) => {
    return affected(await actions.archiveFailed(byOf(call)));
  });
}

const defaultClearDays = 7;

function affected(ids: number[]) {
  return success({ affected: ids.length, ids });
}
