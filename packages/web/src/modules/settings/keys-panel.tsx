import type { ApiKey, Role } from '@architect/contracts/accounts';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useLogin } from '../../lib/app-context.tsx';
import { useAct } from '../../lib/use-act.tsx';
import { Ago } from '../../ui/ago.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './settings-page.module.css';
import { useKeys } from './use-accounts.ts';

const roles: readonly Role[] = ['viewer', 'operator', 'admin'];

/** API keys. A new key is shown once, because only its hash is kept. */
export function KeysPanel() {
  const { list, create, revoke } = useKeys();
  const act = useAct();
  const [made, setMade] = useState<string | null>(null);
  const onRevoke = (key: ApiKey) =>
    modals.openConfirmModal({
      title: `Revoke ${key.name}?`,
      children: 'Programs that use this key are refused from now on.',
      labels: { confirm: 'Revoke', cancel: 'Keep it' },
      confirmProps: { color: 'red.8' },
      onConfirm: () => void act(() => revoke.mutateAsync(key.id), `${key.name} is revoked.`),
    });
  return (
    <Panel title="API keys" count={list.data?.filter((one) => !one.revoked).length} flush>
      {made ? <NewKeyNote secret={made} onDone={() => setMade(null)} /> : null}
      <Loaded from={list} rows={3}>
        {(keys) =>
          keys.length === 0 ? (
            <Nothing title="No API key yet.">Make one for a script, a CI job or another machine.</Nothing>
          ) : (
            <ul className={classes.list}>
              {keys.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => onRevoke(key)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <KeyForm
        busy={create.isPending}
        onCreate={async (body) => {
          const secret = await act(() => create.mutateAsync(body), null);
          if (secret) setMade(secret);
        }}
      />
    </Panel>
  );
}

function NewKeyNote({ secret, onDone }: { secret: string; onDone(): void }) {
  return (
    <div className={classes.key} role="status">
      <p>Copy this key now. It is not shown again.</p>
      <div className={classes.secret}>
        <code>{secret}</code>
        <CopyText text={secret} label="Copy the key" />
        <Button variant="default" ml="auto" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}

function KeyRow({ apiKey: key, onRevoke }: { apiKey: ApiKey; onRevoke(): void }) {
  return (
    <li className={classes.row} data-off={key.revoked || undefined}>
      <span className={classes.grow}>
        <b>{key.name}</b>
        <span className={classes.dim}>
          <code>{key.prefix}…</code> · {key.role} · by {key.created_by}
        </span>
      </span>
      <span className={classes.dim}>
        {key.last_used_at ? (
          <>
            used <Ago at={key.last_used_at} />
          </>
        ) : (
          'never used'
        )}
        {key.expires_at ? (
          <>
            {' '}
            · ends <Ago at={key.expires_at} />
          </>
        ) : null}
      </span>
      {key.revoked ? (
        <span className={classes.dim}>revoked</span>
      ) : (
        <Button variant="default" size="compact-xs" onClick={onRevoke} aria-label={`Revoke ${key.name}`}>
          Revoke
        </Button>
      )}
    </li>
  );
}

function KeyForm(props: {
  busy: boolean;
  onCreate(body: { name: string; role: Role; expires_in_days?: number }): Promise<void>;
}) {
  const { role } = useLogin();
  const form = useForm({
    initialValues: { name: '', role: 'operator', days: '90' },
    validate: { name: (name) => (name.trim() ? null : 'Give it a name.') },
  });
  const allowed = roles.slice(0, roles.indexOf(role) + 1);
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit(async (values) => {
        await props.onCreate({
          name: values.name.trim(),
          role: allowed.find((one) => one === values.role) ?? 'viewer',
          ...(values.days ? { expires_in_days: Number(values.days) } : {}),
        });
        form.reset();
      })}
    >
      <TextInput size="xs" label="New key" placeholder="What it is for" {...form.getInputProps('name')} />
      <NativeSelect size="xs" label="Role" data={[...allowed]} {...form.getInputProps('role')} />
      <NativeSelect
        size="xs"
        label="Ends after"
        data={[
          { value: '30', label: '30 days' },
          { value: '90', label: '90 days' },
          { value: '365', label: 'a year' },
          { value: '', label: 'never' },
        ]}
        {...form.getInputProps('days')}
      />
      <Button type="submit" loading={props.busy}>
        Create key
      </Button>
    </form>
  );
}
