import type { ErrorGroup } from '@architect/contracts/error-groups';
import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMemo, useRef } from 'react';
import { useErrorActions } from '../../lib/errors.ts';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';
import { useAct } from '../../lib/use-act.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './bulk-bar.module.css';

/** What can be done with the selected errors. Each is changed by itself: what fails is said, the others stay changed. */
export function BulkBar({ selected, onDone }: { selected: readonly ErrorGroup[]; onDone(): void }) {
  const does = useBulk(selected, onDone);
  const latest = useRef(does);
  latest.current = does;
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { keys: 'r', does: 'Resolve the selected', run: () => latest.current.resolve() },
      { keys: 'i', does: 'Ignore the selected', run: () => latest.current.ignore() },
      { keys: 'm', does: 'Merge the selected', run: () => latest.current.merge() },
    ],
    [],
  );
  useShortcuts('Selected errors', shortcuts);
  const isClosed = selected.every(({ status }) => status === 'resolved' || status === 'ignored');
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selected errors">
      <b>{selected.length} selected</b>
      {isClosed ? (
        <Button size="compact-xs" variant="default" onClick={does.reopen}>
          Reopen
        </Button>
      ) : (
        <>
          <Button size="compact-xs" variant="default" onClick={does.resolve}>
            Resolve
          </Button>
          <Button size="compact-xs" variant="default" onClick={does.ignore}>
            Ignore
          </Button>
        </>
      )}
      {selected.length > 1 ? (
        <Button size="compact-xs" variant="default" onClick={does.merge}>
          Merge
        </Button>
      ) : null}
      <Button size="compact-xs" variant="subtle" onClick={onDone}>
        Clear
      </Button>
    </div>
  );
}

function useBulk(selected: readonly ErrorGroup[], onDone: () => void) {
  const { resolve, ignore, reopen, merge } = useErrorActions();
  const act = useAct();
  const ids = selected.map(({ id }) => id);
  const each = (work: (id: number) => Promise<unknown>, did: string, canUndo: boolean) =>
    void act(async () => {
      await Promise.all(ids.map(work));
      const undo = () => void act(() => Promise.all(ids.map((id) => reopen.mutateAsync(id))), 'Open again.');
      showUndo(`${ids.length} ${did}.`, canUndo ? undo : null);
      onDone();
    }, null);
  return {
    resolve: () => each((id) => resolve.mutateAsync({ id }), 'resolved', true),
    ignore: () => each((id) => ignore.mutateAsync({ id, body: {} }), 'ignored', true),
    reopen: () => each((id) => reopen.mutateAsync(id), 'opened again', false),
    merge: () => {
      const [into, ...others] = [...selected].sort((a, b) => b.occurrence_count - a.occurrence_count);
      if (!into || others.length === 0) return;
      modals.openConfirmModal({
        title: `Merge ${selected.length} errors into #${into.id}?`,
        children:
          'Their reports are counted there from now on. Each can be split out again under "Why these are one".',
        labels: { confirm: 'Merge', cancel: 'Keep them apart' },
        onConfirm: () =>
          void act(async () => {
            await merge.mutateAsync({ id: into.id, ids: others.map(({ id }) => id) });
            onDone();
          }, `Merged into #${into.id}.`),
      });
    },
  };
}
