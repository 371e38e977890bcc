import type { WorkOrder } from '@architect/contracts/assignments';
import { Button, Checkbox, Drawer, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { plainText } from '../lib/plain-text.ts';
import { useSessions } from '../lib/sessions.ts';
import { useAct } from '../lib/use-act.tsx';
import { useAssign, useWorkOrder, type WorkPlace } from '../lib/work.ts';
import { Loaded } from '../ui/loaded.tsx';
import classes from './assign-drawer.module.css';

interface DrawerProps {
  place: WorkPlace;
  onClose(): void;
}

/** Gives a record to an agent. The person reads and may edit what the agent will get. */
export function AssignDrawer({ place, onClose }: DrawerProps) {
  const [session, setSession] = useState('');
  const order = useWorkOrder(place, session);
  const sessions = (useSessions().data ?? []).filter(({ provider }) => provider !== 'shell');
  return (
    <Drawer opened onClose={onClose} title="Assign to an agent" size="lg" position="right">
      <Stack gap="md">
        <NativeSelect
          label="Who"
          value={session}
          onChange={(event) => setSession(event.currentTarget.value)}
          data={[
            { value: '', label: 'Any agent, as soon as one is idle' },
            ...sessions.map(({ name, provider, state }) => ({
              value: name,
              label: `${name} (${provider}, ${state})`,
            })),
          ]}
        />
        <Loaded from={order} rows={8}>
          {(made) => (
            <OrderForm key={session} order={made} session={session} place={place} onClose={onClose} />
          )}
        </Loaded>
      </Stack>
    </Drawer>
  );
}

function OrderForm(props: DrawerProps & { order: WorkOrder; session: string }) {
  const { order, session, place, onClose } = props;
  const [message, setMessage] = useState(order.message);
  const [force, setForce] = useState(false);
  const assign = useAssign(place);
  const act = useAct();
  const isOpen = order.open !== null;
  async function onSend(): Promise<void> {
    const target = session === '' ? { queue: true as const } : { session };
    const done = await act(
      () => assign.mutateAsync({ ...target, message, priority: order.priority, force }),
      ({ prompt_id: id }) => `Prompt #${id} is in the queue.`,
    );
    if (done) onClose();
  }
  return (
    <Stack gap="md">
      <Textarea
        label="What the agent gets"
        description="Text of programs stands between fences and is marked as data."
        autosize
        minRows={10}
        maxRows={26}
        spellCheck={false}
        classNames={{ input: classes.message }}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <p className={classes.facts}>
        Priority {order.priority}
        {order.working_dir === null ? '' : ` · ${plainText(order.working_dir)}`}
        {order.branch === null ? '' : ` · ${plainText(order.branch)}`}
      </p>
      {isOpen ? (
        <Checkbox
          checked={force}
          onChange={(event) => setForce(event.currentTarget.checked)}
          label={`Somebody works on it already (prompt #${order.open?.prompt_id}). Assign it all the same.`}
        />
      ) : null}
      <Button
        loading={assign.isPending}
        disabled={message.trim() === '' || (isOpen && !force)}
        onClick={() => void onSend()}
      >
        Assign
      </Button>
    </Stack>
  );
}
