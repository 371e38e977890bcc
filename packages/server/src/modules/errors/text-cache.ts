/**
 * Remembers what was made of texts, of so many characters together. In two generations: when the young one is full it is
 * the old one, and what nobody asked for since goes. Moving each text to the end when it is asked for cost more than all
 * else of a report.
 */
export function createTextCache<Value>(mostCharacters: number): {
  get(text: string): Value | undefined;
  set(text: string, value: Value): void;
} {
  let [young, old] = [new Map<string, Value>(), new Map<string, Value>()];
  let size = 0;

  function set(text: string, value: Value): void {
    if (!young.has(text)) size += text.length;
    young.set(text, value);
    if (size <= mostCharacters / 2) return;
    [young, old, size] = [new Map(), young, 0];
  }

  return {
    set,
    get(text) {
      const value = young.get(text);
      if (value !== undefined) return value;
      const older = old.get(text);
      if (older !== undefined) set(text, older);
      return older;
    },
  };
}
