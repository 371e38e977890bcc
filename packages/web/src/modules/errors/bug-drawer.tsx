import type { ErrorGroupDetail, ErrorSeverity } from '@architect/contracts/error-groups';
import { Button, Drawer, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useErrorActions } from '../../lib/errors.ts';
import { useProjects } from '../../lib/records.ts';
import { useAct } from '../../lib/use-act.tsx';

type BugSeverity = 'critical' | 'high' | 'medium' | 'low';

const severityOf: Record<ErrorSeverity, BugSeverity> = {
  critical: 'critical',
  error: 'high',
  warning: 'medium',
  info: 'low',
};

interface DrawerProps {
  error: ErrorGroupDetail;
  opened: boolean;
  onClose(): void;
}

/** A bug from an error. The server writes the stack, the counts and the suspect commits into it. */
export function BugDrawer({ error, opened, onClose }: DrawerProps) {
  return (
    <Drawer opened={opened} onClose={onClose} title="Create a bug" size="md" position="right">
      <BugForm error={error} onClose={onClose} />
    </Drawer>
  );
}

function BugForm({ error, onClose }: { error: ErrorGroupDetail; onClose(): void }) {
  const projects = useProjects();
  const { createBug } = useErrorActions();
  const act = useAct();
  const form = useForm({
    initialValues: {
      title: `${error.error_type}: ${error.message}`.replaceAll(/\s+/g, ' ').slice(0, 200),
      severity: severityOf[error.severity],
      project: error.project_id === null ? '' : String(error.project_id),
    },
    validate: { title: (title) => (title.trim() === '' ? 'A bug needs a title.' : null) },
  });
  const submit = form.onSubmit(async ({ title, severity, project }) => {
    const project_id = project === '' ? undefined : Number(project);
    const made = await act(
      () => createBug.mutateAsync({ id: error.id, body: { title: title.trim(), severity, project_id } }),
      (bug) => `Bug #${bug.id} is created.`,
    );
    if (made) onClose();
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput label="Title" data-autofocus {...form.getInputProps('title')} />
        <NativeSelect
          label="Severity"
          data={Object.values(severityOf).map((value) => ({ value, label: value }))}
          {...form.getInputProps('severity')}
        />
        <NativeSelect
          label="Project"
          disabled={error.project_id !== null}
          data={[
            { value: '', label: 'None' },
            ...projects.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
          {...form.getInputProps('project')}
        />
        <Button type="submit" loading={createBug.isPending}>
          Create bug
        </Button>
      </Stack>
    </form>
  );
}
