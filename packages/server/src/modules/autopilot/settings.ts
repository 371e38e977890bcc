import type { Autopilot, AutopilotChange, AutopilotMode } from '@architect/contracts/autopilot';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTimeOrNull } from '../../platform/time.ts';
import { requireFace } from '../records/index.ts';
import { spentOf } from './budget.ts';
import { findSettings, saveSettings } from './settings-store.ts';
import type { SettingsRow, Source } from './tables.ts';

/** What a project has until somebody sets something. */
const unset = {
  mode: 'observe',
  is_enabled: false,
  is_paused: false,
  goal: '',
  constraints_json: {},
  prompts_at_a_time: 1,
  prompts_per_day: 20,
  cost_per_day_usd: null,
  looked_at: null,
} as const satisfies Partial<SettingsRow>;

export interface SettingsOptions extends Pick<ModuleContext, 'db' | 'clock'> {
  /** Why nothing may be begun in any project; null: nothing speaks against it. */
  heldForAll(): string | null;
  wake(): void;
}

/** @throws AppError NOT_FOUND */
export async function readAutopilot(projectId: number, options: SettingsOptions): Promise<Autopilot> {
  await requireFace(options.db, { kind: 'project', id: projectId });
  return await describe(options.db, projectId, options);
}

/** @throws AppError NOT_FOUND, CONFLICT for a mode that needs what is not there */
export async function configureAutopilot(
  projectId: number,
  change: AutopilotChange,
  { by, ...options }: SettingsOptions & { by: By },
): Promise<Autopilot> {
  if (change.mode) refuseDeploying(change.mode);
  return await options.db.write(async (tx) => {
    await requireFace(tx, { kind: 'project', id: projectId });
    const before = await findSettings(tx, projectId);
    const who = { updated_by: by.actor, updated_at: options.clock.now() };
    const row = { ...unset, ...before, ...valuesOf(change), ...who, project_id: projectId };
    await saveSettings(tx, row);
    await tellSettings(tx, row, { before, by });
    tx.afterCommit(options.wake);
    return await describe(tx, projectId, options);
  });
}

/** The words of a mode are a promise: what cannot be kept is refused, never stored. */
function refuseDeploying(mode: AutopilotMode): void {
  if (mode !== 'auto_staging' && mode !== 'auto_prod') return;
  const where = mode === 'auto_staging' ? 'staging' : 'production';
  throw new AppError(
    'CONFLICT',
    `${mode} deploys to ${where}, and there are no deployments here yet. Choose fix_forward (agents change and test code, nothing is deployed) or observe (it only proposes).`,
    { details: { missing: 'deployments', choose: ['fix_forward', 'observe'] } },
  );
}

function valuesOf(change: AutopilotChange): Partial<SettingsRow> {
  const { mode, goal, constraints, budget = {}, action } = change;
  const enabled = change.enabled ?? (action ? action !== 'deactivate' : mode ? true : undefined);
  const paused = change.paused ?? (action ? action === 'pause' : undefined);
  const wanted = {
    ...{ mode, goal, constraints_json: constraints, is_enabled: enabled, is_paused: paused },
    ...budget,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

async function tellSettings(
  tx: Tx,
  { project_id, looked_at: _looked, updated_at: _at, updated_by: _by, ...after }: SettingsRow,
  { before, by }: { before: SettingsRow | null; by: By },
): Promise<void> {
  await tx.audit({
    actor: by.actor,
    action: 'project.autopilot_configured',
    entityType: 'project',
    entityId: project_id,
    details: { ...after, before: before && { mode: before.mode, is_enabled: before.is_enabled } },
    correlationId: by.correlationId,
  });
  tx.publish('autopilot.changed', { project_id, milestone_id: null, run_id: null });
}

async function describe(
  source: Source,
  projectId: number,
  { clock, heldForAll }: SettingsOptions,
): Promise<Autopilot> {
  const saved = await findSettings(source, projectId);
  const row = saved ?? unset;
  const { mode, goal, constraints_json: constraints, prompts_at_a_time, prompts_per_day } = row;
  return {
    ...{ project_id: projectId, mode, goal, constraints, enabled: row.is_enabled, paused: row.is_paused },
    budget: { prompts_at_a_time, prompts_per_day, cost_per_day_usd: row.cost_per_day_usd },
    spent: await spentOf(source, projectId, clock.now()),
    held_because: whyHeld(row) ?? heldForAll(),
    looked_at: toTimeOrNull(row.looked_at),
    updated_by: saved?.updated_by ?? null,
    updated_at: toTimeOrNull(saved?.updated_at ?? null),
  };
}

/** What in the settings keeps the next prompt back; null: nothing. */
export function whyHeld(row: Pick<SettingsRow, 'mode' | 'is_enabled' | 'is_paused'> | null): string | null {
  if (!row?.is_enabled) return 'the autopilot of this project is off';
  if (row.is_paused) return 'the autopilot of this project is paused';
  if (row.mode === 'fix_forward') return null;
  return `the mode is ${row.mode}: it only proposes. Choose fix_forward to let approved milestones run`;
}
