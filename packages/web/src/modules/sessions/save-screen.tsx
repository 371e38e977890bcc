import { type SavedScreen, type Session, sessionState } from '@architect/contracts/sessions';
import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { sessionLooks, stateOrder } from '../../lib/looks.ts';
import { useSaveScreen } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import classes from './explain-panel.module.css';

const choices = [
  { value: '', label: 'Choose what you see' },
  ...stateOrder.map((value) => ({ value, label: `${sessionLooks[value].label} (${value})` })),
];

/** A person says what the screen really shows: it becomes a test case of the agent's rules. */
export function SaveScreen({ session }: { session: Session }) {
  const [isOpen, setOpen] = useState(false);
  const [saved, setSaved] = useState<SavedScreen | null>(null);
  return (
    <div className={classes.save}>
      {saved ? <Saved saved={saved} /> : null}
      {isOpen ? (
        <SaveForm
          name={session.name}
          onDone={(screen) => {
            setOpen(false);
            if (screen) setSaved(screen);
          }}
        />
      ) : (
        <Group justify="space-between" gap="xs">
          <span>Is this wrong?</span>
          <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
            Save this screen as a test case
          </Button>
        </Group>
      )}
    </div>
  );
}

function SaveForm({ name, onDone }: { name: string; onDone(saved: SavedScreen | null): void }) {
  const [wanted, setWanted] = useState('');
  const [note, setNote] = useState('');
  const save = useSaveScreen(name);
  const act = useAct();
  const expected = sessionState.safeParse(wanted).data;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!expected) return;
    const words = note.trim() === '' ? {} : { note: note.trim() };
    const saved = await act(() => save.mutateAsync({ expected_state: expected, ...words }), null);
    if (saved) onDone(saved);
  };
  return (
    <form onSubmit={submit} className={classes.saveForm}>
      <NativeSelect
        size="xs"
        label="What the screen really shows"
        data={choices}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label="Note"
        placeholder="optional"
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <p>The screen is saved as it is now. Tokens and keys in it are masked.</p>
      <Group justify="flex-end" gap="xs">
        <Button size="compact-xs" variant="default" onClick={() => onDone(null)}>
          Cancel
        </Button>
        <Button size="compact-xs" type="submit" disabled={!expected} loading={save.isPending}>
          Save screen
        </Button>
      </Group>
    </form>
  );
}

function Saved({ saved }: { saved: SavedScreen }) {
  const command = `architect screens check ${saved.directory}`;
  return (
    <>
      <p role="status">
        Saved on {saved.node} as <code>{saved.file}</code>.{' '}
        {saved.matched
          ? 'The rules read this screen as you do.'
          : `The rules read this screen as ${saved.read_as}, not ${saved.expected_state}.`}
      </p>
      <div className={classes.command}>
        Check it: <code>{command}</code>
        <CopyText text={command} label="Copy the command" />
      </div>
    </>
  );
}
