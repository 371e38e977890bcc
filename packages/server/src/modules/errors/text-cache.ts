/** Remembers what was made of texts, of so many characters together; what was looked up longest ago goes first. */
export function createTextCache<Value>(mostCharacters: number): {
  get(text: string): Value | undefined;
  set(text: string, value: Value): void;
} {
  const entries = new Map<string, Value>();
  let size = 0;

  function makeRoom(): void {
    for (const text of entries.keys()) {
      if (size <= mostCharacters) return;
      entries.delete(text);
      size -= text.length;
    }
  }

  return {
    get(text) {
      const value = entries.get(text);
      if (value === undefined) return undefined;
      entries.delete(text);
      entries.set(text, value);
      return value;
    },
    set(text, value) {
      if (!entries.has(text)) size += text.length;
      entries.set(text, value);
      makeRoom();
    },
  };
}
