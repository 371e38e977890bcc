import type { PromptDetail } from '@architect/contracts/prompts';
import { Button, Menu } from '@mantine/core';
import { IconArrowsExchange, IconBan, IconRotate } from '@tabler/icons-react';
import { useMayAct } from '../../lib/app-context.tsx';
import { usePromptActions } from '../../lib/prompts.ts';
import { useSessions } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { showUndo } from '../../ui/show-undo.tsx';

/** What can be done with a prompt in its present state. Cancelling can be undone: it goes back into the queue. */
export function PromptActions({ prompt }: { prompt: PromptDetail }) {
  const mayAct = useMayAct();
  const act = useAct();
  const { cancel, retry, reassign } = usePromptActions();
  if (!mayAct) return null;
  const isOpen = ['pending', 'assigned', 'in_progress'].includes(prompt.status);
  const onCancel = async () => {
    const wasPending = prompt.status === 'pending';
    const done = await act(() => cancel.mutateAsync(prompt.id), null);
    if (!done) return;
    showUndo(
      wasPending
        ? `Prompt #${prompt.id} is cancelled.`
        : `#${prompt.id} is no longer followed. The agent was not interrupted.`,
      wasPending
        ? () => void act(() => retry.mutateAsync(prompt.id), `#${prompt.id} is back in the queue.`)
        : null,
    );
  };
  return (
    <>
      {prompt.status === 'pending' || prompt.status === 'assigned' ? (
        <ReassignMenu
          current={prompt.target_session}
          onPick={(target) =>
            void act(
              () => reassign.mutateAsync({ id: prompt.id, target }),
              target ? `#${prompt.id} goes to ${target}.` : `#${prompt.id} goes to any agent.`,
            )
          }
        />
      ) : null}
      {isOpen ? (
        <Button
          variant="default"
          leftSection={<IconBan size={15} aria-hidden="true" />}
          loading={cancel.isPending}
          onClick={() => void onCancel()}
        >
          Cancel
        </Button>
      ) : null}
      {prompt.status === 'failed' || prompt.status === 'cancelled' ? (
        <Button
          leftSection={<IconRotate size={15} aria-hidden="true" />}
          loading={retry.isPending}
          onClick={() => void act(() => retry.mutateAsync(prompt.id), `#${prompt.id} is back in the queue.`)}
        >
          Retry
        </Button>
      ) : null}
    </>
  );
}

function ReassignMenu({ current, onPick }: { current: string | null; onPick(target: string | null): void }) {
  const sessions =
    useSessions().data?.filter((one) => one.provider !== 'shell' && one.name !== current) ?? [];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconArrowsExchange size={15} aria-hidden="true" />}>
          Reassign
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {current === null ? null : <Menu.Item onClick={() => onPick(null)}>Any agent</Menu.Item>}
        {sessions.map((session) => (
          <Menu.Item key={session.name} onClick={() => onPick(session.name)}>
            {session.name}
          </Menu.Item>
        ))}
        {sessions.length === 0 && current === null ? <Menu.Label>No other session</Menu.Label> : null}
      </Menu.Dropdown>
    </Menu>
  );
}
