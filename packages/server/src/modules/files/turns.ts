/** Runs what has the same key one after the other. */
export function createTurns(): { take<Out>(key: string, run: () => Promise<Out>): Promise<Out> } {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(key, run) {
      const before = last.get(key) ?? Promise.resolve();
      const own = before.then(run, run);
      last.set(key, own);
      try {
        return await own;
      } finally {
        if (last.get(key) === own) last.delete(key);
      }
    },
  };
}
