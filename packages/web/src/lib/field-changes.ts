import type { Activity } from '@architect/contracts/activity';
import { plainText } from './plain-text.ts';
import { plainWord } from './record-words.ts';

export interface FieldChange {
  field: string;
  from: string;
  to: string;
}

const hidden = new Set(['position']);
const worded = new Set(['status', 'priority', 'severity', 'task_type']);

/** What an entry of the audit trail says about fields: what each was and what it became; empty words for nothing. */
export function changesOf({ details: { changes } }: Pick<Activity, 'details'>): readonly FieldChange[] {
  if (typeof changes !== 'object' || changes === null) return [];
  return Object.entries(changes).flatMap(([field, change]) => {
    if (hidden.has(field) || typeof change !== 'object' || change === null) return [];
    const wordsAt = (side: 'from' | 'to') => wordsOf(field, Reflect.get(change, side));
    return [{ field, from: wordsAt('from'), to: wordsAt('to') }];
  });
}

/** Times are kept as epoch milliseconds. */
function wordsOf(field: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && /(_at|_by)$/.test(field)) return new Date(value).toLocaleString();
  if (typeof value !== 'string') return JSON.stringify(value);
  return worded.has(field) ? plainWord(value) : plainText(value);
}
