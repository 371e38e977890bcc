import { ApiError } from '@architect/contracts/call-endpoint';
import type { Session } from '@architect/contracts/sessions';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { useKillSession } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { confirmByName } from '../../ui/confirm-by-name.tsx';
import { useEndAgent } from './use-agents.ts';

/** Ends a session. An agent is ended with its work tree, and not while something would be lost by it. */
export function EndSession({ session }: { session: Session }) {
  const runsAgent = session.provider !== 'shell' && session.provider !== 'unknown';
  return runsAgent ? <EndAgent name={session.name} /> : <KillSession name={session.name} />;
}

function EndAgent({ name }: { name: string }) {
  const { isPending, mutateAsync } = useEndAgent();
  const told = useTold();
  const act = useAct();
  const end = (force: boolean) =>
    act(async () => {
      try {
        return await mutateAsync({ name, force });
      } catch (error) {
        if (force || !isRefusal(error)) throw error;
        askAgain(error.message);
        return null;
      }
    }, null).then((ended) => {
      if (ended) told(name, ended.survivors, ended.branch ? ` Its branch ${ended.branch} is kept.` : '');
    });
  const askAgain = (why: string) =>
    confirmByName({
      title: `End ${name} all the same?`,
      warning: `${why}. What is not saved is lost.`,
      name,
      action: 'End it and lose that',
      onConfirm: () => void end(true),
    });
  const ask = () =>
    confirmByName({
      title: `End ${name}?`,
      warning:
        'Its session ends and its own work tree is removed; its branch stays. Refused while it works on a prompt, or while its work tree holds what nobody else has.',
      name,
      action: 'End it',
      onConfirm: () => void end(false),
    });
  return <RedButton label="End agent" busy={isPending} onClick={ask} />;
}

function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.code === 'CONFLICT' || error.code === 'UNSAVED_WORK');
}

function KillSession({ name }: { name: string }) {
  const kill = useKillSession();
  const told = useTold();
  const act = useAct();
  const end = async () => {
    const ended = await act(() => kill.mutateAsync(name), null);
    if (ended) told(name, ended.survivors, '');
  };
  const ask = () =>
    confirmByName({
      title: `Kill ${name}?`,
      warning: 'The session and every program in it end at once. Work that is not saved is lost.',
      name,
      action: 'Kill session',
      onConfirm: () => void end(),
    });
  return <RedButton label="Kill" busy={kill.isPending} onClick={ask} />;
}

function RedButton({ label, busy, onClick }: { label: string; busy: boolean; onClick(): void }) {
  return (
    <Button
      variant="default"
      color="red"
      leftSection={<IconTrash size={15} aria-hidden="true" />}
      loading={busy}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}

/** Says how it ended and leaves the page of what is gone. */
function useTold() {
  const navigate = useNavigate();
  return (name: string, survivors: readonly number[], note: string) => {
    const message =
      survivors.length === 0
        ? `${name} and everything it ran has ended.${note}`
        : `${name} has ended, but these processes could not be ended: ${survivors.join(', ')}.${note}`;
    notifications.show({ message, color: 'verdigris' });
    void navigate('/sessions');
  };
}
