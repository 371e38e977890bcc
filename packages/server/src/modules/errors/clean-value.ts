const deepest = 8;
const mostEntries = 500;
const longestText = 16_000;

/**
 * What a program sent, as both databases can keep it: no NUL, no lone surrogates, neither deep nor endless. PostgreSQL
 * refuses the first two in JSON, and writing very deep JSON overflows the stack.
 */
export function cleanValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, longestText);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= deepest) return '[too deep]';
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((one) => cleanValue(one, depth + 1));
  return cleanRecord(value, depth);
}

/** As `cleanValue`, for an object. */
export function cleanRecord(value: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, mostEntries)
      .map(([name, one]) => [cleanText(name, 200), cleanValue(one, depth + 1)]),
  );
}

/** @param most characters */
export function cleanText(text: string, most: number): string {
  const short = text.length > most ? text.slice(0, most) : text;
  const whole = short.isWellFormed() ? short : short.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}
