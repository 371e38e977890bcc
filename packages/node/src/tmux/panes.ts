import type { PaneFacts } from './driver.ts';

export interface PaneEvents {
  added(facts: PaneFacts): void;
  changed(facts: PaneFacts): void;
  removed(facts: PaneFacts): void;
}

/** What is known of all panes. */
export interface Panes {
  all(): PaneFacts[];
  get(paneId: string): PaneFacts | null;
  /** Takes a full list: what is not in it is gone. Tells of removals first, so that a name is free before it is taken. */
  replace(list: readonly PaneFacts[]): void;
  /** Takes fresh facts of one known pane; facts of an unknown one are ignored. */
  update(facts: PaneFacts): void;
  /** Forgets everything without a word. */
  clear(): void;
}

/** Moves with every keystroke or frame: kept, but no reason to tell anybody. */
const restless = new Set<string>(['cursorX', 'cursorY', 'cursorVisible', 'historySize', 'alternateOn']);

/** @param events called in order, while the new facts are already the known ones */
export function createPanes(events: PaneEvents): Panes {
  let known = new Map<string, PaneFacts>();

  function tell(before: PaneFacts, now: PaneFacts): void {
    const differs = Object.entries(now).some(
      ([field, value]) => !restless.has(field) && value !== before[field as keyof PaneFacts],
    );
    if (differs) events.changed(now);
  }

  return {
    all: () => [...known.values()],
    get: (paneId) => known.get(paneId) ?? null,
    replace(list) {
      const before = known;
      known = new Map();
      for (const facts of list) known.set(facts.paneId, chooseRow(facts, before, known));
      for (const [paneId, facts] of before) if (!known.has(paneId)) events.removed(facts);
      for (const [paneId, facts] of [...known]) {
        const earlier = before.get(paneId);
        if (earlier) tell(earlier, facts);
        else events.added(facts);
      }
    },
    update(facts) {
      const before = known.get(facts.paneId);
      if (!before) return;
      known.set(facts.paneId, facts);
      tell(before, facts);
    },
    clear() {
      known = new Map();
    },
  };
}

/** A window linked into several sessions is listed once for each: the session it was known by stays, else the first. */
function chooseRow(
  facts: PaneFacts,
  before: ReadonlyMap<string, PaneFacts>,
  taken: ReadonlyMap<string, PaneFacts>,
): PaneFacts {
  const other = taken.get(facts.paneId);
  if (!other) return facts;
  return before.get(facts.paneId)?.sessionId === facts.sessionId ? facts : other;
}
