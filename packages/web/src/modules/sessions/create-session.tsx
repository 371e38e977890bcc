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
}

export function CreateSession({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { create, busy } = useCreate();
  const navigate = useNavigate();
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
  return (
    <Drawer opened={opened} onClose={onClose} title="New session" size="md">
      <form onSubmit={form.onSubmit(() => void submit(false))}>
        <Stack gap="sm">
          <SessionFields form={form} />
          {refusal ? <RefusalNote refusal={refusal} onForce={() => void submit(true)} /> : null}
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
  };
  return { create, busy: createSession.isPending || createAgent.isPending };
}

function refusalOf(error: unknown): Refusal {
  const canForce = error instanceof ApiError && error.code === 'NOT_ENOUGH_MEMORY';
  return { text: faultText(error), canForce };
}
