import { stripVTControlCharacters } from 'node:util';

/**
 * Text of people and programs as a terminal may show it: without control sequences, and without the marks that turn the
 * direction of writing and so can make a text look like another one.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
