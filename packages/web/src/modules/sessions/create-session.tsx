<<<<<<< ours
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
=======
import { ApiError } from '@architect/contracts/call-endpoint';
import { Alert, Button, Drawer, Group, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { faultText } from '../../lib/api.ts';
import { useCreateSession } from '../../lib/sessions.ts';
import { SessionFields } from './session-fields.tsx';
import { emptySessionForm, type SessionForm, sessionChecks, wishOf } from './session-wish.ts';
import { useCreateAgent } from './use-agents.ts';

interface Refusal {
  text: string;
  /** It may be done all the same. */
  canForce: boolean;
>>>>>>> theirs
}

export function CreateSession({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { create, busy } = useCreate();
  const navigate = useNavigate();
<<<<<<< ours
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
=======
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useForm<SessionForm>({ initialValues: emptySessionForm, validate: sessionChecks });
  const submit = async (force: boolean) => {
    setRefusal(null);
    try {
      const { name, note } = await create(form.getValues(), force);
      notifications.show({ message: note, color: 'verdigris' });
      form.reset();
      onClose();
      void navigate(`/sessions/${encodeURIComponent(name)}`);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
>>>>>>> theirs
  return (
    <Drawer opened={opened} onClose={onClose} title="New session" size="md">
      <form onSubmit={form.onSubmit(() => void submit(false))}>
        <Stack gap="sm">
<<<<<<< ours
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
=======
          <SessionFields form={form} />
          {refusal ? <RefusalNote refusal={refusal} onForce={() => void submit(true)} /> : null}
>>>>>>> theirs
          <Group justify="flex-end" gap="xs" mt="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={busy}>
              Create session
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}

<<<<<<< ours
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
=======
function RefusalNote({ refusal, onForce }: { refusal: Refusal; onForce(): void }) {
  return (
    <Alert color="red" role="alert" title="It was not created">
      {refusal.text}
      {refusal.canForce ? (
        <Group mt="xs">
          <Button size="compact-xs" variant="default" onClick={onForce}>
            Start it all the same
          </Button>
        </Group>
      ) : null}
    </Alert>
  );
}

function useCreate() {
  const createSession = useCreateSession();
  const createAgent = useCreateAgent();
  const create = async (form: SessionForm, force: boolean): Promise<{ name: string; note: string }> => {
    const wish = wishOf(form, force);
    if (wish.kind === 'shell') {
      const { name } = await createSession.mutateAsync(wish.body);
      return { name, note: `Session ${name} is starting.` };
    }
    const { session, worktree } = await createAgent.mutateAsync(wish.body);
    const where = worktree ? ` on branch ${worktree.branch}, in ${worktree.path}` : '';
    return { name: session.name, note: `Agent ${session.name} is starting${where}.` };
>>>>>>> theirs
  };
  return { create, busy: createSession.isPending || createAgent.isPending };
}
<<<<<<< ours
=======

function refusalOf(error: unknown): Refusal {
  const canForce = error instanceof ApiError && error.code === 'NOT_ENOUGH_MEMORY';
  return { text: faultText(error), canForce };
}
>>>>>>> theirs
