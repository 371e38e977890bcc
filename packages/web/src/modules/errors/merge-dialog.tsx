import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useErrorActions, useErrors } from '../../lib/errors.ts';
import { plainText } from '../../lib/plain-text.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { countWords } from './count-words.ts';
import classes from './merge-dialog.module.css';

interface DialogProps {
  error: ErrorGroupDetail;
  opened: boolean;
  onClose(): void;
}

/** Finds other errors of the same project that are this one in truth. */
export function MergeDialog({ error, opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Merge others into #${error.id}`} size="lg">
      <MergeForm error={error} onClose={onClose} />
    </Modal>
  );
}

function MergeForm({ error, onClose }: { error: ErrorGroupDetail; onClose(): void }) {
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed.trim(), 250);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const { merge } = useErrorActions();
  const act = useAct();
  const found = useErrors({
    q: words || undefined,
    project_id: error.project_id ?? undefined,
    id_ne: error.id,
    per_page: 20,
    sort: '-last_seen',
  });
  const onMerge = async () => {
    const done = await act(
      () => merge.mutateAsync({ id: error.id, ids: [...chosen] }),
      `${chosen.length} merged. Each can be split out again under "Why these are one".`,
    );
    if (done) onClose();
  };
  const toggle = (id: number) =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <div className={classes.form}>
      <TextInput
        data-autofocus
        aria-label="Find errors"
        placeholder="Type, message or source"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Loaded from={found} rows={4}>
        {({ items }) => {
          const candidates = items.filter((one) => one.project_id === error.project_id);
          if (candidates.length === 0) return <Nothing title="No other error found." />;
          return (
            <ul className={classes.found}>
              {candidates.map((one) => (
                <li key={one.id}>
                  <Checkbox
                    checked={chosen.includes(one.id)}
                    onChange={() => toggle(one.id)}
                    label={
                      <>
                        <code>{plainText(one.error_type)}</code> {plainText(one.message).slice(0, 200)}
                        <span className={classes.dim}>
                          {' '}
                          #{one.id} · {countWords(one.occurrence_count)}
                        </span>
                      </>
                    }
                  />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      <Button disabled={chosen.length === 0} loading={merge.isPending} onClick={() => void onMerge()}>
        {chosen.length === 0 ? 'Merge' : `Merge ${chosen.length} into #${error.id}`}
      </Button>
    </div>
  );
}
