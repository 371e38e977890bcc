import type { ModuleContext } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import type { Nodes } from '../nodes/index.ts';
import { isBeforeEnter } from './attempt-steps.ts';
import { attemptsLeftBehind, markLetGo } from './attempt-store.ts';
import type { AssignerTables, AttemptRow } from './tables.ts';

export interface LetGoOptions extends Pick<ModuleContext, 'db' | 'log'> {
  nodes: Nodes;
}

/**
 * The node stops following an attempt that we closed; text that was typed and not sent it takes out of the input box where
 * that is safe. That it does not answer changes nothing for the prompt: it is asked again when it is back.
 */
export async function letGo(attempt: AttemptRow, { db, log, nodes }: LetGoOptions): Promise<void> {
  const link = nodes.link(attempt.node);
  if (!link) return;
  const { attempt_id } = attempt;
  const isLeftBehind = attempt.is_left_behind || isBeforeEnter(attempt.state);
  try {
    await link.request('abandon', {
      attempt_id,
      ...(isLeftBehind && { left_behind: specOf(attempt) }),
    });
    if (isLeftBehind) await db.write((tx) => markLetGo(tx.tables<AssignerTables>(), attempt_id));
  } catch (error) {
    log.warn({ err: error, attempt: attempt_id }, 'a node did not let go of a delivery');
  }
}

function specOf({ attempt_id, prompt_id, session, text, mark_json: mark, intent_at }: AttemptRow) {
  return { attempt_id, prompt_id, session, text, mark, intent_at: toTime(intent_at) };
}

/** A node is back: it hears of every attempt that was closed while it could not be asked. */
export async function letGoOfAll(node: string, options: LetGoOptions): Promise<void> {
  try {
    const rows = await attemptsLeftBehind(options.db.tables<AssignerTables>(), node);
    for (const row of rows) await letGo(row, options);
  } catch (error) {
    options.log.error({ err: error, node }, 'deliveries that were given up could not be read');
  }
}
