/**
 * Keeps changes back while a list is being read: they may be newer than the list, so they are applied after it. A change
 * that the list held already is only repeated.
 */
export interface ChangeGate {
  /** Applies a change now, or after the list that is under way. */
  pass(apply: () => void): void;
  /** Reads a list; `use` gets it before the changes that came meanwhile. */
  read<List>(request: () => Promise<List>, use: (list: List) => void): Promise<void>;
}

export function createChangeGate(): ChangeGate {
  let reading = 0;
  let held: (() => void)[] = [];
  return {
    pass(apply) {
      if (reading > 0) held.push(apply);
      else apply();
    },
    async read(request, use) {
      reading += 1;
      try {
        use(await request());
      } finally {
        reading -= 1;
        const changes = held;
        held = [];
        for (const apply of changes) apply();
      }
    },
  };
}
