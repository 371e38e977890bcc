import { type RefObject, useMemo } from 'react';
import { useNavigate } from 'react-router';
import type { KindOfRecord } from '../lib/record-kinds.ts';
import { openRecordForm } from '../lib/record-wish.ts';
import { recordPath } from '../lib/record-words.ts';
import { type Shortcut, useShortcuts } from '../lib/shortcuts.ts';

/** Puts the focus on a record's title, wherever it stands on the page. */
export function focusRecord(id: number): void {
  document.querySelector<HTMLElement>(`[data-record="${id}"]`)?.focus();
}

/** What a list tells a record's page: it opens with its texts to edit. */
export const editing = 'edit';

interface ListKeys {
  kind: KindOfRecord;
  mayAct: boolean;
  search: RefObject<HTMLInputElement | null>;
  projectId: number | undefined;
  at: number | null;
  step(by: number): void;
  toggle(isRange: boolean): void;
  pick(field: string): void;
  remove(): void;
  clear(): void;
}

/** The keys of a list of records. */
export function useRecordKeys(keys: ListKeys): void {
  const navigate = useNavigate();
  const { kind, mayAct, projectId, at, search, step, toggle, pick, remove, clear } = keys;
  const shortcuts = useMemo<Shortcut[]>(() => {
    const reading: Shortcut[] = [
      { keys: 'j', does: 'Next row', run: () => step(1) },
      { keys: 'k', does: 'Row before', run: () => step(-1) },
      { keys: 'ArrowDown', does: 'Next row', run: () => step(1) },
      { keys: 'ArrowUp', does: 'Row before', run: () => step(-1) },
      {
        keys: 'Enter',
        does: 'Open',
        run: () => at !== null && void navigate(recordPath(kind.kind, at)),
      },
      { keys: '/', does: 'Search', run: () => search.current?.focus() },
      { keys: 'Escape', does: 'Select nothing', run: clear },
    ];
    if (!mayAct) return reading;
    return [
      ...reading,
      { keys: 'c', does: 'Create one', run: () => openRecordForm({ kind: kind.kind, projectId }) },
      {
        keys: 'e',
        does: 'Edit the texts',
        run: () => at !== null && void navigate(recordPath(kind.kind, at), { state: editing }),
      },
      { keys: 'x', does: 'Select', run: () => toggle(false) },
      { keys: 'X', does: 'Select all up to here', run: () => toggle(true) },
      { keys: 's', does: 'Status', run: () => pick('status') },
      ...(kind.hasPriority ? [{ keys: 'p', does: 'Priority', run: () => pick('priority') }] : []),
      ...(kind.hasAssignee
        ? [{ keys: 'a', does: 'Assign to a person', run: () => pick('assigned_to') }]
        : []),
      { keys: 'Delete', does: kind.kind === 'project' ? 'Archive' : 'Delete', run: remove },
    ];
  }, [navigate, kind, mayAct, projectId, at, search, step, toggle, pick, remove, clear]);
  useShortcuts('This list', shortcuts);
}
