import { type Bug, bugRecords } from '@architect/contracts/bugs';
import { ApiError } from '@architect/contracts/call-endpoint';
import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useErrorActions } from '../../lib/errors.ts';
import { plainText } from '../../lib/plain-text.ts';
import { statusLook } from '../../lib/record-looks.ts';
import { useRecords } from '../../lib/records.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import classes from './link-bug-dialog.module.css';

interface DialogProps {
  error: ErrorGroupDetail;
  opened: boolean;
  onClose(): void;
}

/** Finds the bug that an error belongs to. */
export function LinkBugDialog({ error, opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Link a bug that exists" size="lg">
      <Bugs error={error} onClose={onClose} />
    </Modal>
  );
}

function Bugs({ error, onClose }: { error: ErrorGroupDetail; onClose(): void }) {
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), 250);
  const link = useLinkBug(error);
  const bugs = useRecords<Bug>(
    { kind: 'bug', endpoints: bugRecords },
    { q: words || undefined, status_in: 'open,in_progress', per_page: 20, sort: '-id' },
  );
  return (
    <div className={classes.form}>
      <TextInput
        data-autofocus
        aria-label="Find a bug"
        placeholder="Words of an open bug"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Loaded from={bugs} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="No open bug found." />
          ) : (
            <ul className={classes.found} aria-label="Open bugs">
              {items.map((bug) => (
                <li key={bug.id}>
                  <button
                    type="button"
                    className={classes.bug}
                    disabled={bug.id === error.bug_id}
                    onClick={() => void link(bug.id).then((done) => done && onClose())}
                  >
                    <Mark {...statusLook(bug.status)} size={12} />
                    <span className={classes.title}>{plainText(bug.title)}</span>
                    <span className={classes.dim}>bug {bug.id}</span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}

/** Links a bug, or takes the link away; what another open bug holds is replaced after a question. */
export function useLinkBug({ id }: ErrorGroupDetail) {
  const { linkBug } = useErrorActions();
  const act = useAct();
  const send = (bug: number | null, force: boolean) => linkBug.mutateAsync({ id, bug_id: bug, force });
  const ask = (bug: number, why: string) =>
    modals.openConfirmModal({
      title: 'Replace its bug?',
      children: why,
      labels: { confirm: `Link bug ${bug} instead`, cancel: 'Leave it' },
      onConfirm: () => void act(() => send(bug, true), `It belongs to bug ${bug} now.`),
    });
  return async (bug: number | null): Promise<boolean> => {
    const words = bug === null ? 'The bug is not linked any more.' : `It belongs to bug ${bug} now.`;
    const done = await act(async () => {
      try {
        await send(bug, false);
        notifications.show({ message: words, color: 'verdigris' });
      } catch (error) {
        if (bug === null || !(error instanceof ApiError && error.code === 'CONFLICT')) throw error;
        ask(bug, error.message);
      }
      return true;
    }, null);
    return done === true;
  };
}
