/** A list of callbacks; `add` returns the function that removes again. */
export interface Listeners<Args extends unknown[]> {
  add(listener: (...args: Args) => void): () => void;
  tell(...args: Args): void;
}

export function createListeners<Args extends unknown[]>(): Listeners<Args> {
  const all = new Set<(...args: Args) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell(...args) {
      for (const listener of all) listener(...args);
    },
  };
}
