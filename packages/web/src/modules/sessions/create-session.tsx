import { sessionTier } from '@architect/contracts/sessions';
import { Button, Drawer, Group, NativeSelect, Select, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useNavigate } from 'react-router';
import { useAgentChoices } from '../../lib/agent-choices.ts';
import { type NewSession, useCreateSession } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { tierWords } from './tier-words.ts';

interface Values {
  name: string;
  provider: string | null;
  working_dir: string;
  command: string;
  role: string;
  tier: string;
}

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

export function CreateSession({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const create = useCreateSession();
  const act = useAct();
  const navigate = useNavigate();
  const agents = useAgentChoices({ launchable: true });
  const form = useForm<Values>({
    initialValues: { name: '', provider: 'claude', working_dir: '', command: '', role: '', tier: '' },
    validate: {
      name: (name) =>
        namePattern.test(name) ? null : 'Letters, digits, - and _; begins with a letter or digit.',
    },
  });
  const submit = form.onSubmit(async (values) => {
    const made = await act(
      () => create.mutateAsync(bodyOf(values)),
      (session) => `Session ${session.name} is starting.`,
    );
    if (!made) return;
    form.reset();
    onClose();
    void navigate(`/sessions/${encodeURIComponent(made.name)}`);
  });
  return (
    <Drawer opened={opened} onClose={onClose} title="New session" size="md">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Name"
            placeholder="worker1"
            data-autofocus
            spellCheck={false}
            {...form.getInputProps('name')}
          />
          <Select
            label="Agent"
            clearable
            clearButtonProps={{ 'aria-label': 'No agent: a plain shell' }}
            placeholder="None: a plain shell"
            data={agents}
            {...form.getInputProps('provider')}
          />
          <TextInput
            label="Working directory"
            description="Absolute. Empty: the home directory of the server's user."
            placeholder="/srv/project"
            spellCheck={false}
            {...form.getInputProps('working_dir')}
          />
          <TextInput
            label="Command"
            description="Empty: how this agent is usually started."
            spellCheck={false}
            ff="monospace"
            {...form.getInputProps('command')}
          />
          <Labels form={form} />
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create session
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}

/** What the session is for, and how much of the permission policy it gets. */
function Labels({ form }: { form: UseFormReturnType<Values> }) {
  return (
    <Group grow align="flex-start">
      <TextInput
        label="Role"
        description="What it does among the others."
        placeholder="qa"
        maxLength={50}
        {...form.getInputProps('role')}
      />
      <NativeSelect
        label="Tier"
        description="What it may do without a person."
        data={tierWords}
        {...form.getInputProps('tier')}
      />
    </Group>
  );
}

function bodyOf(values: Values): NewSession {
  const tier = sessionTier.safeParse(values.tier).data;
  const role = values.role.trim();
  return {
    name: values.name,
    ...(values.provider ? { provider: values.provider } : {}),
    ...(values.working_dir ? { working_dir: values.working_dir } : {}),
    ...(values.command ? { command: values.command } : {}),
    ...(role ? { role } : {}),
    ...(tier ? { tier } : {}),
  };
}
