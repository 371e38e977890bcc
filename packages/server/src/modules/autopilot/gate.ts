import type { Project } from '@architect/contracts/projects';
import type { Tx } from '../../platform/context.ts';
import { type Wait, whyOverBudget } from './budget.ts';
import { chooseSession, type SessionChoice } from './choose-session.ts';
import { openRuns } from './run-store.ts';
import { whyHeld } from './settings.ts';
import type { RunRow, SettingsRow } from './tables.ts';

export interface GateOptions extends SessionChoice {
  clock: { now(): number };
  /** Why nothing may be begun in any project; null: nothing speaks against it. */
  heldForAll(): string | null;
}

/** Whether the next prompt of a run may go out, and to whom. Asked before every prompt: modes are ceilings. */
export async function passGate(
  tx: Tx,
  { run, settings, project }: { run: RunRow; settings: SettingsRow | null; project: Project },
  options: GateOptions,
): Promise<{ session: string; settings: SettingsRow } | Wait> {
  const held = whyHeld(settings) ?? options.heldForAll();
  if (held !== null || settings === null) return { because: held ?? 'nothing is set', until: null };
  if (project.deleted_at !== null) return { because: 'the project is archived', until: null };
  const { source_path: sourcePath } = project;
  if (sourcePath === null)
    return {
      because: 'the project has no source path: set one, so that agents work in the right place',
      until: null,
    };
  const over = await whyOverBudget(tx, settings, options.clock.now());
  if (over) return over;
  const others = (await openRuns(tx)).filter(({ id }) => id !== run.id);
  const chosen = chooseSession(run, { sourcePath, others }, options);
  return 'session' in chosen ? { ...chosen, settings } : chosen;
}
