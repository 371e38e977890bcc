import { priority } from '@architect/contracts/records';
import { Button, Drawer, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getHotkeyHandler } from '@mantine/hooks';
import { plainWord } from '../../lib/record-words.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Keys } from '../../ui/keys.tsx';
import { ProjectChoice } from './project-choice.tsx';
import { goalWords } from './suggestion-words.ts';
import { type NewSuggestion, useSuggestionActions } from './use-suggestions.ts';

const empty = {
  title: '',
  description: '',
  priority: 'medium' as NonNullable<NewSuggestion['priority']>,
  becomes: 'bug' as NonNullable<NewSuggestion['becomes']>,
  project: '',
};

/** Proposes work for somebody to decide about. */
export function SuggestDrawer({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Drawer opened={opened} onClose={onClose} title="Suggest work" size="md">
      <SuggestForm onDone={onClose} />
    </Drawer>
  );
}

function SuggestForm({ onDone }: { onDone(): void }) {
  const { suggest } = useSuggestionActions();
  const act = useAct();
  const form = useForm({
    initialValues: empty,
    validate: { title: (title) => (title.trim() === '' ? 'What should be done?' : null) },
  });
  const submit = form.onSubmit(async ({ project, ...body }) => {
    const done = await act(
      () => suggest.mutateAsync({ ...body, ...(project === '' ? {} : { project_id: Number(project) }) }),
      ({ duplicate }) => (duplicate ? 'It is suggested already.' : 'Suggested.'),
    );
    if (done) onDone();
  });
  return (
    <form onSubmit={submit} onKeyDown={getHotkeyHandler([['mod+Enter', () => submit()]])}>
      <Stack gap="md">
        <TextInput label="Title" data-autofocus maxLength={500} {...form.getInputProps('title')} />
        <Textarea
          label="Description"
          description="What is it about, and why? Markdown."
          autosize
          minRows={5}
          maxRows={18}
          {...form.getInputProps('description')}
        />
        <NativeSelect
          label="What it becomes when somebody agrees"
          data={Object.entries(goalWords).map(([value, { choice }]) => ({ value, label: choice }))}
          {...form.getInputProps('becomes')}
        />
        <NativeSelect
          label="Priority"
          data={priority.options.map((value) => ({ value, label: plainWord(value) }))}
          {...form.getInputProps('priority')}
        />
        <ProjectChoice
          value={form.values.project}
          onChange={(project) => form.setFieldValue('project', project)}
        />
        <Button
          type="submit"
          loading={suggest.isPending}
          rightSection={<Keys keys="Ctrl ↵" silent />}
          style={{ alignSelf: 'flex-end' }}
        >
          Suggest
        </Button>
      </Stack>
    </form>
  );
}
