import { Modal, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import classes from './record-picker.module.css';

export interface PickerOption {
  value: string;
  label: string;
  picture?: ReactNode;
}

/** A list to choose one value from: type to narrow it, arrows and Enter to choose. `free` also takes what was typed. */
export function RecordPicker(props: {
  title: string;
  options: readonly PickerOption[];
  current: string | null;
  free?: (typed: string) => PickerOption;
  onPick(value: string): void;
  onClose(): void;
}) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const options = narrowed(props, typed);
  const chosen = options[Math.min(at, options.length - 1)];
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setAt(Math.min(options.length - 1, Math.max(0, at + step)));
    else if (event.key === 'Enter' && chosen) props.onPick(chosen.value);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={props.onClose} title={props.title} size="xs" yOffset="14vh" centered={false}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={chosen ? `${listId}-${chosen.value}` : undefined}
        aria-label={props.title}
        placeholder="Type to find"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={listId} role="listbox" aria-label={props.title} className={classes.options}>
        {options.map((option, index) => (
          // The field above keeps the focus and has the keys; the rows are for the pointer.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
          <div
            key={option.value}
            id={`${listId}-${option.value}`}
            role="option"
            tabIndex={-1}
            aria-selected={option === chosen}
            className={classes.option}
            onPointerMove={() => setAt(index)}
            onClick={() => props.onPick(option.value)}
          >
            {option.picture}
            {option.label}
            {option.value === props.current ? <span className={classes.now}>now</span> : null}
          </div>
        ))}
      </div>
      {options.length === 0 ? <p className={classes.none}>Nothing to choose.</p> : null}
    </Modal>
  );
}

function narrowed(
  { options, free }: { options: readonly PickerOption[]; free?: (typed: string) => PickerOption },
  typed: string,
): readonly PickerOption[] {
  const words = typed.trim().toLowerCase();
  const found = options.filter(({ label }) => label.toLowerCase().includes(words));
  const isNew = words !== '' && !options.some(({ value }) => value.toLowerCase() === words);
  return free && isNew ? [...found, free(typed.trim())] : found;
}
