import { Button, Checkbox, Drawer, Select, Textarea } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useState } from 'react';
import { useAgentChoices } from '../lib/agent-choices.ts';
import { sessionLooks } from '../lib/looks.ts';
import { type AssignWish, useAssignment, useWorkOrder, type WorkRecord } from '../lib/record-work.ts';
import { useSessions } from '../lib/sessions.ts';
import { useAct } from '../lib/use-act.tsx';
import { Keys } from '../ui/keys.tsx';
import { Loaded } from '../ui/loaded.tsx';
import classes from './record-work.module.css';

/** Gives a record to an agent, with the message that it will get: what is read here is what is sent. */
export function RecordAssign({ record, onClose }: { record: WorkRecord; onClose(): void }) {
  const [target, setTarget] = useState('queue');
  const [written, setWritten] = useState<string | null>(null);
  const [isForced, setForced] = useState(false);
  const session = target.startsWith('session:') ? target.slice('session:'.length) : null;
  const order = useWorkOrder(record, session);
  const { assign } = useAssignment(record);
  const act = useAct();
  const [isSending, setSending] = useState(false);
  const message = written ?? order.data?.message ?? '';
  const isTaken = Boolean(order.data?.open) && !isForced;
  const isReady = order.data !== undefined && message.trim() !== '' && !isTaken;
  const send = async () => {
    if (!isReady || isSending) return;
    setSending(true);
    const body: AssignWish = { ...targetOf(target), message, force: isForced };
    const done = await act(
      () => assign(body),
      ({ prompt_id: prompt }) => `Prompt #${prompt} carries it.`,
    );
    setSending(false);
    if (done) onClose();
  };
  return (
    <Drawer opened onClose={onClose} title="Assign to an agent" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => void send()]])}
      >
        <Target value={target} onChange={setTarget} />
        <Loaded from={order} rows={6}>
          {(known) => (
            <>
              <Textarea
                mt="md"
                label="Message"
                description="Edit it as you like. What came from programs is fenced and marked as data."
                autosize
                minRows={12}
                maxRows={26}
                classNames={{ input: classes.message }}
                value={message}
                onChange={(event) => setWritten(event.currentTarget.value)}
              />
              {known.open ? (
                <Checkbox
                  mt="sm"
                  label={`Prompt #${known.open.prompt_id} carries it already: assign it once more`}
                  checked={isForced}
                  onChange={(event) => setForced(event.currentTarget.checked)}
                />
              ) : null}
            </>
          )}
        </Loaded>
        <div className={classes.foot}>
          <span className={classes.note}>
            {written !== null && written !== order.data?.message ? (
              <Button variant="subtle" size="compact-xs" onClick={() => setWritten(null)}>
                Back to the work order
              </Button>
            ) : null}
          </span>
          <Button
            type="submit"
            disabled={!isReady}
            loading={isSending}
            rightSection={<Keys keys="Ctrl ↵" silent />}
          >
            Assign
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

function Target({ value, onChange }: { value: string; onChange(target: string): void }) {
  const sessions = useSessions().data ?? [];
  const choices = useAgentChoices();
  const agents = sessions.filter(({ provider }) => provider !== 'shell' && provider !== 'unknown');
  return (
    <Select
      data-autofocus
      searchable
      openOnFocus={false}
      allowDeselect={false}
      label="Who gets it"
      nothingFoundMessage="No such agent"
      value={value}
      onChange={(target) => onChange(target ?? 'queue')}
      data={[
        { group: 'Queue', items: [{ value: 'queue', label: 'The first agent that is free' }] },
        {
          group: 'Sessions',
          items: agents.map(({ name, state }) => ({
            value: `session:${name}`,
            label: `${name} · ${sessionLooks[state].label.toLowerCase()}`,
          })),
        },
        {
          group: 'Kinds of agent',
          items: choices.map((one) => ({ value: `provider:${one.value}`, label: `Any ${one.label}` })),
        },
      ]}
    />
  );
}

function targetOf(target: string): AssignWish {
  if (target.startsWith('session:')) return { session: target.slice('session:'.length) };
  if (target.startsWith('provider:')) return { provider: target.slice('provider:'.length) };
  return { queue: true };
}
