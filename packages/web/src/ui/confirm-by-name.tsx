import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';

/** Asks to type a name before something that cannot be undone. */
export function confirmByName(wish: {
  title: string;
  warning: string;
  name: string;
  action: string;
  onConfirm(): void;
}): void {
  const id = `confirm-${wish.name}`;
  modals.open({
    modalId: id,
    title: wish.title,
    children: <NameForm {...wish} onDone={() => modals.close(id)} />,
  });
}

function NameForm(props: {
  warning: string;
  name: string;
  action: string;
  onConfirm(): void;
  onDone(): void;
}) {
  const [typed, setTyped] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== props.name) return;
        props.onDone();
        props.onConfirm();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{props.warning}</Text>
        <TextInput
          data-autofocus
          label={`Type ${props.name} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onDone}>
            Keep it
          </Button>
          <Button type="submit" color="red.8" disabled={typed !== props.name}>
            {props.action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
