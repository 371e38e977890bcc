import { InvalidArgumentError } from 'commander';

/** Parser of an id argument. */
export function readId(text: string): number {
  if (/^#?\d{1,15}$/.test(text)) return Number(text.replace('#', ''));
  throw new InvalidArgumentError('It must be a number.');
}

/** Parser of a numeric option between bounds; bounds included. */
export function readNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
  };
}

/** Parser of a comma-separated list. */
export function readList(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
