import type { Suggestion } from '@architect/contracts/suggestions';
import { Button, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { type ReactNode, useState } from 'react';
import { plainText } from '../../lib/plain-text.ts';
import { useSessions } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { ProjectChoice } from './project-choice.tsx';
import { goalWords } from './suggestion-words.ts';
import { useSuggestionActions } from './use-suggestions.ts';

export interface AnswerWish {
  act: 'confirm' | 'skip' | 'complete';
  suggestion: Suggestion;
}

const titles: Record<AnswerWish['act'], string> = {
  confirm: 'Agree',
  skip: 'Skip it',
  complete: 'It is done',
};

/** Asks what there is to say before a suggestion is decided. */
export function openAnswer({ act, suggestion }: AnswerWish): void {
  const modalId = `suggestion-${suggestion.id}`;
  const onDone = () => modals.close(modalId);
  const forms: Record<AnswerWish['act'], ReactNode> = {
    confirm: <ConfirmForm suggestion={suggestion} onDone={onDone} />,
    skip: <SkipForm suggestion={suggestion} onDone={onDone} />,
    complete: <CompleteForm suggestion={suggestion} onDone={onDone} />,
  };
  modals.open({ modalId, title: titles[act], children: forms[act] });
}

interface FormProps {
  suggestion: Suggestion;
  onDone(): void;
}

function ConfirmForm({ suggestion: one, onDone }: FormProps) {
  const [becomes, setBecomes] = useState(one.becomes);
  const [title, setTitle] = useState(one.title);
  const [project, setProject] = useState(one.project_id === null ? '' : String(one.project_id));
  const [session, setSession] = useState('');
  const [notes, setNotes] = useState('');
  const { confirm } = useSuggestionActions();
  const act = useAct();
  const isRecord = becomes !== 'prompt' && becomes !== 'nothing';
  const isReady = title.trim() !== '' && !(becomes === 'feature' && project === '');
  const submit = async () => {
    if (!isReady) return;
    const body = {
      becomes,
      title: title.trim(),
      ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
      ...(isRecord && project !== '' ? { project_id: Number(project) } : {}),
      ...(becomes === 'prompt' && session !== '' ? { session } : {}),
    };
    if (await act(() => confirm.mutateAsync({ id: one.id, body }), doneWords)) onDone();
  };
  return (
    <Form onSubmit={submit} button={goalWords[becomes].button} busy={confirm.isPending} disabled={!isReady}>
      <NativeSelect
        label="What it becomes"
        value={becomes}
        // The options are the keys of the words.
        onChange={(event) => setBecomes(event.currentTarget.value as Suggestion['becomes'])}
        data={Object.entries(goalWords).map(([value, { choice }]) => ({ value, label: choice }))}
      />
      <TextInput
        label="Title"
        maxLength={500}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {isRecord ? (
        <ProjectChoice value={project} onChange={setProject} isRequired={becomes === 'feature'} />
      ) : null}
      {becomes === 'prompt' ? <Who value={session} onChange={setSession} /> : null}
      <Note label="Notes" value={notes} onChange={setNotes} isFirst />
    </Form>
  );
}

function doneWords({ record, prompt_id: prompt }: Suggestion): string {
  if (record) return `It is ${record.kind.replace('_', ' ')} #${record.id} now.`;
  return prompt === null ? 'Agreed.' : `Prompt #${prompt} carries it.`;
}

function SkipForm({ suggestion: { id }, onDone }: FormProps) {
  const [reason, setReason] = useState('');
  const { skip } = useSuggestionActions();
  const act = useAct();
  const submit = async () => {
    const done = await act(
      () => skip.mutateAsync({ id, reason: reason.trim() }),
      'Skipped. It is not suggested again for a week.',
    );
    if (done) onDone();
  };
  return (
    <Form onSubmit={submit} button="Skip" busy={skip.isPending}>
      <Note label="Why not? Whoever proposed it reads this." value={reason} onChange={setReason} isFirst />
    </Form>
  );
}

function CompleteForm({ suggestion: { id }, onDone }: FormProps) {
  const [result, setResult] = useState('');
  const { complete } = useSuggestionActions();
  const act = useAct();
  const submit = async () => {
    if (await act(() => complete.mutateAsync({ id, result: result.trim() }), 'Done.')) onDone();
  };
  return (
    <Form onSubmit={submit} button="Mark as done" busy={complete.isPending}>
      <Note label="What came of it" value={result} onChange={setResult} isFirst />
    </Form>
  );
}

function Form(props: {
  onSubmit(): Promise<void>;
  button: string;
  busy: boolean;
  disabled?: boolean;
  children: ReactNode;
}) {
  const submit = () => {
    if (!props.busy) void props.onSubmit();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={getHotkeyHandler([['mod+Enter', submit]])}
    >
      <Stack gap="md">
        {props.children}
        <Button
          type="submit"
          loading={props.busy}
          disabled={props.disabled}
          style={{ alignSelf: 'flex-end' }}
        >
          {props.button}
        </Button>
      </Stack>
    </form>
  );
}

function Note(props: { label: string; value: string; onChange(text: string): void; isFirst?: boolean }) {
  return (
    <Textarea
      autosize
      minRows={3}
      maxLength={10_000}
      label={props.label}
      data-autofocus={props.isFirst || undefined}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function Who({ value, onChange }: { value: string; onChange(session: string): void }) {
  const sessions = (useSessions().data ?? []).filter(({ provider }) => provider !== 'shell');
  return (
    <NativeSelect
      label="Who gets it"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'The first agent that is free' },
        ...sessions.map(({ name }) => ({ value: name, label: plainText(name) })),
      ]}
    />
  );
}
