import type { ErrorKey } from '@architect/contracts/error-keys';
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useProjects } from '../../lib/records.ts';
import classes from './keys-page.module.css';

interface KeyWish {
  project_id: number;
  name: string;
  hourly_limit: number | null;
}

interface FormProps {
  /** Absent: a new key. */
  of?: ErrorKey;
  busy: boolean;
  action: string;
  onSave(wish: KeyWish): void;
}

export function KeyForm({ of, busy, action, onSave }: FormProps) {
  const projects = useProjects();
  const form = useForm({
    initialValues: {
      project: of ? String(of.project_id) : '',
      name: of?.name ?? '',
      limit: of?.hourly_limit ?? ('' as number | ''),
    },
    validate: {
      project: (project) => (project === '' ? 'Choose the project it reports to.' : null),
      name: (name) => (name.trim() === '' ? 'Say which application uses it.' : null),
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit(({ project, name, limit }) =>
        onSave({
          project_id: Number(project),
          name: name.trim(),
          hourly_limit: limit === '' ? null : Number(limit),
        }),
      )}
    >
      <TextInput label="Application" placeholder="web shop" maxLength={100} {...form.getInputProps('name')} />
      {of ? null : (
        <NativeSelect
          label="Project"
          data={[
            { value: '', label: projects.length === 0 ? 'There is no project yet' : 'Choose…' },
            ...projects.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          {...form.getInputProps('project')}
        />
      )}
      <NumberInput
        label="Reports an hour"
        placeholder="No limit"
        min={1}
        max={100_000_000}
        allowDecimal={false}
        hideControls
        {...form.getInputProps('limit')}
      />
      <Button type="submit" loading={busy}>
        {action}
      </Button>
    </form>
  );
}
