import type { ModuleContext } from '../../platform/context.ts';
import type { Nodes } from '../nodes/index.ts';
import { nextLimitEnd } from './account-limits.ts';

/** Wakes the queue when a usage limit ends. What is limited is always read from the live sessions, never kept. */
export interface LimitTimer {
  /** Sessions changed: the next end may be another. */
  rearm(): void;
  stop(): void;
}

export function createLimitTimer({
  nodes,
  clock,
  wake,
}: Pick<ModuleContext, 'clock'> & { nodes: Nodes; wake(): void }): LimitTimer {
  let armedFor: number | null = null;
  let cancel = (): void => undefined;

  function rearm(): void {
    const next = nextLimitEnd(nodes.sessions(), clock.now());
    if (next === armedFor) return;
    cancel();
    armedFor = next;
    if (next === null) return;
    cancel = clock.after(next - clock.now() + 1, () => {
      armedFor = null;
      wake();
      rearm();
    });
  }

  return { rearm, stop: () => cancel() };
}
