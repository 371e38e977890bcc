import type { ModuleContext, Running } from '../../platform/context.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import { type DialogLog, tellsOfDialogs } from './dialog-log.ts';
import { type InteractionRow, type InteractionTables, openInteractions } from './store.ts';

export interface DialogSweepOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  dialogs: Pick<DialogLog, 'openSeen' | 'closeVanished'>;
}

/** A difference is put right once two looks in a row have seen it: what is under way right now settles in between. */
const everyMs = 2_000;

/**
 * Compares what sessions show with what is recorded, every two seconds. Events keep both alike; this is for what no event
 * tells: an answer that expired while its dialog stayed, the same question asked twice in a row, an event that was lost.
 * A dialog on a screen never waits without an interaction that somebody can see.
 */
export function createDialogSweep(options: DialogSweepOptions): Running {
  const { clock, log } = options;
  let suspected = new Set<string>();
  let cancel: (() => void) | null = null;
  let running: Promise<void> = Promise.resolve();

  function arm(): void {
    cancel = clock.after(everyMs, () => {
      running = sweep(options, suspected)
        .then((differences) => {
          suspected = differences;
        })
        .catch((error: unknown) =>
          log.error({ err: error }, 'open dialogs could not be compared with the sessions'),
        )
        .finally(() => {
          if (cancel) arm();
        });
    });
  }

  return {
    async start() {
      if (!cancel) arm();
    },
    async stop() {
      cancel?.();
      cancel = null;
      await running;
    },
  };
}

/** @returns the differences seen now that were not seen in the look before. */
async function sweep(
  { db, nodes, dialogs }: DialogSweepOptions,
  suspected: ReadonlySet<string>,
): Promise<Set<string>> {
  const rows = new Map<string, InteractionRow>();
  for (const row of await openInteractions(db.tables<InteractionTables>()))
    rows.set(sessionKey({ node: row.node, name: row.session }), row);
  const found = new Set<string>();
  const isConfirmed = (difference: string): boolean => {
    if (!suspected.has(difference)) found.add(difference);
    return suspected.has(difference);
  };

  for (const session of nodes.sessions()) {
    const key = sessionKey(session);
    const row = rows.get(key);
    rows.delete(key);
    if (!nodes.isReady(session.node)) continue;
    const shown = session.dialog?.fingerprint;
    if (shown === row?.fingerprint) continue;
    if (!tellsOfDialogs(session)) continue;
    if (!isConfirmed(`${key} shows ${shown}, recorded is ${row?.id}`)) continue;
    if (shown) await dialogs.openSeen(session);
    else if (row) await dialogs.closeVanished(row);
  }
  for (const [key, row] of rows) {
    if (nodes.isReady(row.node) && isConfirmed(`${key} is gone, recorded is ${row.id}`)) {
      await dialogs.closeVanished(row);
    }
  }
  return found;
}
