import type { Role, User } from '@architect/contracts/accounts';
import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useLogin } from '../../lib/app-context.tsx';
import { useAct } from '../../lib/use-act.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './settings-page.module.css';
import { type UserChange, useUsers } from './use-accounts.ts';

const roles: readonly Role[] = ['viewer', 'operator', 'admin'];

export function UsersPanel() {
  const { list, create, update } = useUsers();
  const act = useAct();
  const change = (user: User, what: UserChange, done: string) =>
    void act(() => update.mutateAsync({ id: user.id, change: what }), done);
  return (
    <Panel title="Users" count={list.data?.length} flush>
      <Loaded from={list} rows={3}>
        {(users) => (
          <ul className={classes.list}>
            {users.map((user) => (
              <UserRow key={user.id} user={user} onChange={(what, done) => change(user, what, done)} />
            ))}
          </ul>
        )}
      </Loaded>
      <UserForm
        busy={create.isPending}
        onCreate={(body) => act(() => create.mutateAsync(body), `${body.username} can sign in now.`)}
      />
    </Panel>
  );
}

function UserRow({ user, onChange }: { user: User; onChange(change: UserChange, done: string): void }) {
  const isMe = useLogin().username.toLowerCase() === user.username.toLowerCase();
  return (
    <li className={classes.row} data-off={user.disabled || undefined}>
      <span className={classes.grow}>
        <b>
          {user.username}
          {isMe ? ' (you)' : ''}
        </b>
        <span className={classes.dim}>
          {user.disabled ? 'disabled · ' : ''}
          {user.last_login_at ? (
            <>
              signed in <Ago at={user.last_login_at} />
            </>
          ) : (
            'never signed in'
          )}
        </span>
      </span>
      <NativeSelect
        size="xs"
        aria-label={`Role of ${user.username}`}
        data={[...roles]}
        value={user.role}
        disabled={isMe}
        onChange={(event) => {
          const role = roles.find((one) => one === event.currentTarget.value);
          if (role) onChange({ role }, `${user.username} is now ${role}.`);
        }}
      />
      <Button
        variant="default"
        size="compact-xs"
        disabled={isMe}
        onClick={() =>
          onChange(
            { disabled: !user.disabled },
            `${user.username} is ${user.disabled ? 'enabled' : 'disabled'}.`,
          )
        }
      >
        {user.disabled ? 'Enable' : 'Disable'}
      </Button>
    </li>
  );
}

function UserForm(props: {
  busy: boolean;
  onCreate(body: { username: string; password: string; role: Role }): Promise<unknown>;
}) {
  const form = useForm({
    initialValues: { username: '', password: '', role: 'operator' },
    validate: {
      username: (name) => (/^[A-Za-z0-9._@-]+$/.test(name) ? null : 'Letters, digits and . _ @ -'),
      password: (text) => (text.length >= 12 ? null : 'At least 12 characters.'),
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit(async (values) => {
        const role = roles.find((one) => one === values.role) ?? 'viewer';
        if (await props.onCreate({ ...values, role })) form.reset();
      })}
    >
      <TextInput size="xs" label="New user" autoComplete="off" {...form.getInputProps('username')} />
      <PasswordInput
        size="xs"
        label="First password"
        autoComplete="new-password"
        w={170}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        {...form.getInputProps('password')}
      />
      <NativeSelect size="xs" label="Role" data={[...roles]} {...form.getInputProps('role')} />
      <Button type="submit" loading={props.busy}>
        Add user
      </Button>
    </form>
  );
}
