import type { ErrorGroup } from '@architect/contracts/error-groups';
import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { type ErrorBulkWish, useErrorActions } from '../../lib/errors.ts';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';
import { useAct } from '../../lib/use-act.tsx';
import { PersonPicker } from '../../parts/record-field-picker.tsx';
import { Keys } from '../../ui/keys.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './bulk-bar.module.css';

/** What can be done with the selected errors. Each is changed by itself: what fails is said, the others stay changed. */
export function BulkBar({ selected, onDone }: { selected: readonly ErrorGroup[]; onDone(): void }) {
  const [isPicking, setPicking] = useState(false);
  const does = useBulk(selected, onDone);
  const latest = useRef(does);
  latest.current = does;
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { keys: 'r', does: 'Resolve the selected', run: () => latest.current.resolve() },
      { keys: 'i', does: 'Ignore the selected', run: () => latest.current.ignore() },
      { keys: 'a', does: 'Assign the selected to a person', run: () => setPicking(true) },
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
        <Act onClick={does.reopen}>Reopen</Act>
      ) : (
        <>
          <Act keys="r" onClick={does.resolve}>
            Resolve
          </Act>
          <Act keys="i" onClick={does.ignore}>
            Ignore
          </Act>
        </>
      )}
      <Act keys="a" onClick={() => setPicking(true)}>
        Assign
      </Act>
      {selected.length > 1 ? (
        <Act keys="m" onClick={does.merge}>
          Merge
        </Act>
      ) : null}
      <Button size="compact-xs" variant="subtle" onClick={onDone}>
        Clear
      </Button>
      {isPicking ? (
        <Person selected={selected} onPick={does.assign} onClose={() => setPicking(false)} />
      ) : null}
    </div>
  );
}

function Act({ keys, onClick, children }: { keys?: string; onClick(): void; children: ReactNode }) {
  return (
    <Button
      size="compact-xs"
      variant="default"
      onClick={onClick}
      rightSection={keys ? <Keys keys={keys} silent /> : null}
    >
      {children}
    </Button>
  );
}

function Person(props: {
  selected: readonly ErrorGroup[];
  onPick(person: string | null): void;
  onClose(): void;
}) {
  const { selected, onPick, onClose } = props;
  const people = selected.flatMap(({ assigned_to: person }) => (person === null ? [] : [person]));
  return (
    <PersonPicker
      title={selected.length === 1 ? 'Assign to' : `Assign ${selected.length} errors to`}
      current={selected.length === 1 ? (people[0] ?? '') : null}
      people={people.toSorted()}
      onPick={(person) => {
        onClose();
        onPick(person);
      }}
      onClose={onClose}
    />
  );
}

function useBulk(selected: readonly ErrorGroup[], onDone: () => void) {
  const { changeAll, merge } = useErrorActions();
  const act = useAct();
  const ids = selected.map(({ id }) => id);
  const change = (wish: ErrorBulkWish, did: string) =>
    void act(async () => {
      const results = await changeAll.mutateAsync(wish);
      const done = results.flatMap((one) => (one.ok ? [one.id] : []));
      const failed = results.flatMap((one) => (one.ok ? [] : [`#${one.id}: ${one.error}`]));
      if (failed.length > 0)
        notifications.show({
          title: failed.length === 1 ? 'One stayed as it was' : `${failed.length} stayed as they were`,
          message: failed.slice(0, 5).join('; '),
          color: 'red',
          autoClose: 12_000,
        });
      const undo = () =>
        void act(() => changeAll.mutateAsync({ ids: done, action: 'reopen' }), 'Open again.');
      const canUndo = wish.action === 'resolve' || wish.action === 'ignore';
      if (done.length > 0) showUndo(`${done.length} ${did}.`, canUndo ? undo : null);
      onDone();
    }, null);
  return {
    resolve: () => change({ ids, action: 'resolve' }, 'resolved'),
    ignore: () => change({ ids, action: 'ignore' }, 'ignored'),
    reopen: () => change({ ids, action: 'reopen' }, 'opened again'),
    assign: (person: string | null) =>
      change({ ids, action: 'assign', assigned_to: person }, `assigned to ${person ?? 'nobody'}`),
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
