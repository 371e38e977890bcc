import type { ModuleContext } from '../../platform/context.ts';

/** Pages hear of new reports at most so often, however many there are. */
const gapMs = 1_000;
const mostIds = 200;

/** Collects which errors were reported again, and tells it now and then. */
export function createCountTeller({ clock, events }: Pick<ModuleContext, 'clock' | 'events'>): {
  note(errorIds: readonly number[]): void;
  stop(): void;
} {
  const waiting = new Set<number>();
  let cancel: (() => void) | null = null;

  function tell(): void {
    cancel = null;
    const ids = [...waiting].slice(0, mostIds);
    waiting.clear();
    events.publish('errors.counted', { ids });
  }

  return {
    note(errorIds) {
      for (const id of errorIds) waiting.add(id);
      if (waiting.size > 0) cancel ??= clock.after(gapMs, tell);
    },
    stop: () => cancel?.(),
  };
}
