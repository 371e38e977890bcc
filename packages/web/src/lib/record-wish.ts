import type { RecordKind } from '@architect/contracts/records';
import { createWish } from './create-wish.ts';

/** What the quick form is opened for. */
export interface RecordWish {
  kind: Exclude<RecordKind, 'error'>;
  projectId?: number;
  milestoneId?: number;
}

const { set, useWish } = createWish<RecordWish>();

/** Opens the quick form of a new record from any page. */
export function openRecordForm(wish: RecordWish): void {
  set(wish);
}

export function closeRecordForm(): void {
  set(null);
}

/** Null while the form is closed. */
export const useRecordWish = useWish;
