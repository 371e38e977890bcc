import { isSecretName, redacted, redactText } from './redact.ts';

const deepest = 6;
const mostEntries = 50;
const longestText = 2_000;
/** Values of one report, so that wide and deep together stay small. */
const mostValues = 1_000;

/**
 * A copy of anything that can be sent: secrets taken out, neither deep nor endless, cycles named. Never throws, whatever
 * getters and proxies do.
 * @param secretNames further names whose values are secrets
 */
export function cleanValue(value: unknown, secretNames: readonly string[] = []): unknown {
  const above: object[] = [];
  let values = 0;

  function clean(one: unknown): unknown {
    values += 1;
    if (values > mostValues) return '[too much]';
    if (typeof one === 'string') return cleanText(one, longestText);
    if (typeof one === 'bigint' || typeof one === 'symbol') return String(one);
    if (typeof one === 'function') return `[function ${one.name}]`;
    if (typeof one === 'number') return Number.isFinite(one) ? one : String(one);
    if (one === null || typeof one !== 'object') return one;
    if (above.includes(one)) return '[cycle]';
    if (above.length >= deepest) return '[too deep]';
    above.push(one);
    try {
      return cleanObject(one);
    } catch {
      // A proxy that throws is the application's own matter.
      return '[unreadable]';
    } finally {
      above.pop();
    }
  }

  function cleanObject(one: object): unknown {
    if (one instanceof Date) return Number.isNaN(one.getTime()) ? 'Invalid Date' : one.toISOString();
    if (one instanceof Error) return { type: one.name, message: clean(one.message) };
    if (one instanceof Map) {
      const named = new Map([...one].map(([name, inner]): [string, unknown] => [String(name), inner]));
      return cleanEntries([...named.keys()], (name) => named.get(name));
    }
    if (one instanceof Set) return cleanList([...one]);
    if (Array.isArray(one)) return cleanList(one);
    return cleanEntries(Object.keys(one), (name) => Reflect.get(one, name));
  }

  const cleanList = (list: unknown[]): unknown[] => {
    const short = list.slice(0, mostEntries).map(clean);
    return list.length > mostEntries ? [...short, `[${list.length - mostEntries} more]`] : short;
  };

  function cleanEntries(names: string[], readValue: (name: string) => unknown): Record<string, unknown> {
    const copy = names.slice(0, mostEntries).map((name): [string, unknown] => {
      if (isSecretName(name, secretNames)) return [name, redacted];
      return [cleanText(name, 200), cleanOr(() => readValue(name))];
    });
    if (names.length > mostEntries) copy.push(['[more]', names.length - mostEntries]);
    return Object.fromEntries(copy);
  }

  function cleanOr(read: () => unknown): unknown {
    try {
      return clean(read());
    } catch {
      // A getter that throws is the application's own matter.
      return '[unreadable]';
    }
  }

  return clean(value);
}

/** @param most characters */
export function cleanText(text: string, most: number): string {
  // Cut first, with room for a secret that reaches over the end, so that a huge text costs nothing.
  const clean = redactText(text.length > most + 200 ? text.slice(0, most + 200) : text);
  return clean.length > most ? `${clean.slice(0, most)}…` : clean;
}
