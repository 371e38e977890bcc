import { Button, Stack, Textarea } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { useState } from 'react';

interface Question {
  title: string;
  label: string;
  button: string;
  /** Nothing is sent without words. */
  isRequired: boolean;
  /** @returns true when it worked and the form may close */
  send(words: string): Promise<boolean>;
}

/** Asks a person for some words, e.g. a reason. */
export function askWords(question: Question): void {
  const modalId = 'autopilot-words';
  const form = <WordsForm {...question} onDone={() => modals.close(modalId)} />;
  modals.open({ modalId, title: question.title, children: form });
}

function WordsForm({ label, button, isRequired, send, onDone }: Question & { onDone(): void }) {
  const [words, setWords] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isReady = !isBusy && (!isRequired || words.trim() !== '');
  const submit = async () => {
    if (!isReady) return;
    setBusy(true);
    const isSent = await send(words.trim());
    setBusy(false);
    if (isSent) onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onKeyDown={getHotkeyHandler([['mod+Enter', () => void submit()]])}
    >
      <Stack gap="md">
        <Textarea
          autosize
          minRows={3}
          maxLength={20_000}
          label={label}
          data-autofocus
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy} disabled={!isReady} style={{ alignSelf: 'flex-end' }}>
          {button}
        </Button>
      </Stack>
    </form>
  );
}
