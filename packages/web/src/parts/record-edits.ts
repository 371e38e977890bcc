import type { RecordRef } from '@architect/contracts/records';
import { type KindOfRecord, type PageRecord, textOf } from '../lib/record-kinds.ts';

type Texts = Readonly<Record<string, string>>;

/** Texts of a record that somebody edits: what they are now, and what they were when the editing began. */
export interface RecordEdits {
  version: number;
  base: Texts;
  texts: Texts;
}

export interface EditedField {
  field: string;
  label: string;
  isLong: boolean;
}

export function editedFields(kind: KindOfRecord): readonly EditedField[] {
  const title = {
    field: kind.titleField,
    label: kind.titleField === 'name' ? 'Name' : 'Title',
    isLong: false,
  };
  return [title, ...kind.texts.map(({ field, label }) => ({ field, label, isLong: true }))];
}

export function editsOf(kind: KindOfRecord, record: PageRecord): RecordEdits {
  const texts = Object.fromEntries(editedFields(kind).map(({ field }) => [field, textOf(record, field)]));
  return { version: record.version, base: texts, texts };
}

/** What this person wrote: the texts that are not as they were. */
export function ownTexts({ base, texts }: RecordEdits): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([field, text]) => text !== base[field]));
}

/** Fields that both sides have changed since, each in its own way: what a person must decide. */
export function clashesOf(
  kind: KindOfRecord,
  edits: RecordEdits,
  current: PageRecord,
): readonly EditedField[] {
  const own = ownTexts(edits);
  return editedFields(kind).filter(({ field }) => {
    const theirs = textOf(current, field);
    return own[field] !== undefined && theirs !== edits.base[field] && theirs !== own[field];
  });
}

/** The same edits on top of the record as it is now; `decided` are the texts a person chose. */
export function rebaseEdits(
  kind: KindOfRecord,
  edits: RecordEdits,
  { current, decided = {} }: { current: PageRecord; decided?: Texts },
): RecordEdits {
  const now = editsOf(kind, current);
  return { ...now, texts: { ...now.texts, ...ownTexts(edits), ...decided } };
}

const keyOf = ({ kind, id }: RecordRef) => `architect-edit-${kind}-${id}`;

/** Edits outlive a reload of this tab until they are saved or dropped. */
export function keepEdits(ref: RecordRef, edits: RecordEdits | null): void {
  if (edits === null) sessionStorage.removeItem(keyOf(ref));
  else sessionStorage.setItem(keyOf(ref), JSON.stringify(edits));
}

export function keptEdits(ref: RecordRef): RecordEdits | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(ref)) ?? 'null');
    return isEdits(kept) ? kept : null;
  } catch {
    // Somebody else wrote there: it is no draft of ours.
    return null;
  }
}

function isEdits(kept: unknown): kept is RecordEdits {
  if (typeof kept !== 'object' || kept === null) return false;
  if (!('version' in kept && 'base' in kept && 'texts' in kept)) return false;
  return typeof kept.version === 'number' && isTexts(kept.base) && isTexts(kept.texts);
}

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
