import type { ControlClient } from './control-client.ts';
import type { PaneFacts } from './driver.ts';
import type { Hub } from './hub.ts';
import { type PaneRecord, paneFormat, parsePanes } from './pane-format.ts';
import { quoteArgument } from './quote.ts';

export interface Reconciled {
  /** Rows of all sessions of persons; a window linked into several appears once for each. */
  panes: PaneFacts[];
  /** Which server answered. */
  serverId: string;
}

/** Reads what exists. One command, no process. */
export async function listPanes(commander: ControlClient): Promise<PaneRecord[]> {
  return parsePanes(await commander.run(`list-panes -a -F ${quoteArgument(paneFormat)}`));
}

/**
 * Makes the hub hold exactly the windows that should be heard: links new ones, lets muted ones go, and ends those that
 * only hubs hold any more, because a killed session's window lives on in the hub (and its agent with it).
 */
export async function reconcile(
  commander: ControlClient,
  hub: Hub,
  isMuted: (windowId: string) => boolean,
): Promise<Reconciled> {
  const records = await listPanes(commander);
  const persons = records.filter((record) => record.hubOwner === '').map((record) => record.facts);
  const wanted = new Set(persons.map((facts) => facts.windowId));
  const inHub = new Set(
    records.filter(({ facts }) => facts.sessionId === hub.sessionId).map(({ facts }) => facts.windowId),
  );
  const steps: string[] = [];
  for (const windowId of wanted) {
    if (isMuted(windowId)) {
      if (inHub.has(windowId)) steps.push(unlinkLine(hub, windowId, false));
    } else if (!inHub.has(windowId)) steps.push(`link-window -d -s '${windowId}' -t '${hub.sessionId}:'`);
  }
  for (const windowId of inHub)
    if (windowId !== hub.homeWindowId && !wanted.has(windowId)) steps.push(unlinkLine(hub, windowId, true));
  await Promise.all(steps.map((line) => commander.run(line).catch(vanished)));
  return { panes: persons, serverId: records[0]?.serverId ?? '' };
}

/** @param andEnd ends the window where no other session holds it */
export function unlinkLine(hub: Hub, windowId: string, andEnd: boolean): string {
  return `unlink-window ${andEnd ? '-k ' : ''}-t '${hub.sessionId}:${windowId}'`;
}

function vanished(): void {
  // The window ended between the list and this step; tmux tells of that too, and the next list is right.
}
