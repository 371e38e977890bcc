import type { ErrorKey } from '@architect/contracts/error-keys';
import { Button, Menu, Switch } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { useErrorKeys } from '../../lib/errors.ts';
import { plainText } from '../../lib/plain-text.ts';
import { useProjects } from '../../lib/records.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Ago } from '../../ui/ago.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { KeyForm } from './key-form.tsx';
import classes from './keys-page.module.css';

/** Keys with which applications report. They are no secrets: a key can do nothing but report. */
export function KeysPage() {
  const { list } = useErrorKeys();
  const mayAct = useMayAct();
  return (
    <Page
      title="Reporting keys"
      note="One for each application. A key can only report errors, so browsers may hold it."
    >
      <Panel title="Keys" count={list.data?.length} flush>
        <Loaded from={list} rows={3}>
          {(keys) =>
            keys.length === 0 ? (
              <Nothing title="No key yet.">
                Create one below and give its DSN to the reporter or the Sentry SDK of your application.
              </Nothing>
            ) : (
              <ul className={classes.list}>
                {keys.map((key) => (
                  <KeyRow key={key.id} errorKey={key} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      {mayAct ? <CreatePanel /> : null}
    </Page>
  );
}

function CreatePanel() {
  const { create } = useErrorKeys();
  const act = useAct();
  const [made, setMade] = useState(0);
  return (
    <Panel title="New key">
      <KeyForm
        // A new form after each key.
        key={made}
        busy={create.isPending}
        action="Create key"
        onSave={async (wish) => {
          const key = await act(
            () => create.mutateAsync(wish),
            ({ name }) => `${name} is ready: copy its DSN.`,
          );
          if (key) setMade(key.id);
        }}
      />
    </Panel>
  );
}

function KeyRow({ errorKey: key }: { errorKey: ErrorKey }) {
  const mayAct = useMayAct();
  const projects = useProjects();
  const { change } = useErrorKeys();
  const act = useAct();
  const project = projects?.find(({ id }) => id === key.project_id)?.name ?? `Project #${key.project_id}`;
  return (
    <li className={classes.row} data-off={!key.enabled || undefined}>
      <div className={classes.words}>
        <b>{plainText(key.name)}</b>
        <span className={classes.dim}>
          {plainText(project)} ·{' '}
          {key.hourly_limit === null
            ? 'no limit'
            : `${key.hourly_limit.toLocaleString('en')} reports an hour`}{' '}
          ·{' '}
          {key.last_used_at === null ? (
            'never used'
          ) : (
            <>
              used <Ago at={key.last_used_at} />
            </>
          )}
        </span>
      </div>
      <div className={classes.dsn}>
        <code>{key.dsn}</code>
        <CopyText text={key.dsn} label={`Copy the DSN of ${key.name}`} />
      </div>
      {mayAct ? (
        <div className={classes.acts}>
          <Switch
            size="xs"
            label={key.enabled ? 'On' : 'Off'}
            checked={key.enabled}
            onChange={({ currentTarget: { checked: enabled } }) =>
              void act(
                () => change.mutateAsync({ id: key.id, body: { enabled } }),
                enabled ? `${key.name} may report again.` : `Reports with ${key.name} are refused now.`,
              )
            }
          />
          <MoreOfKey errorKey={key} />
        </div>
      ) : null}
    </li>
  );
}

function MoreOfKey({ errorKey: key }: { errorKey: ErrorKey }) {
  const { change, remove } = useErrorKeys();
  const act = useAct();
  const onEdit = () => {
    const modalId = `key-${key.id}`;
    modals.open({
      modalId,
      title: `Change ${key.name}`,
      children: (
        <KeyForm
          of={key}
          busy={false}
          action="Save"
          onSave={async ({ name, hourly_limit }) => {
            const body = { name, hourly_limit };
            if (await act(() => change.mutateAsync({ id: key.id, body }), 'Saved.')) modals.close(modalId);
          }}
        />
      ),
    });
  };
  const onRemove = () =>
    modals.openConfirmModal({
      title: `Delete ${key.name}?`,
      children: 'Applications that use it are refused from now on. Its errors stay.',
      labels: { confirm: 'Delete', cancel: 'Keep it' },
      confirmProps: { color: 'red.8' },
      onConfirm: () => void act(() => remove.mutateAsync(key.id), `${key.name} is deleted.`),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-sm" variant="default" px={6} aria-label={`More of ${key.name}`}>
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>Name and limit</Menu.Item>
        <Menu.Item color="red.8" onClick={onRemove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
