import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useAct } from '../../lib/use-act.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useChangePassword } from './use-accounts.ts';

/** Changing the password ends every other login of this user. */
export function PasswordPanel() {
  const change = useChangePassword();
  const act = useAct();
  const form = useForm({
    initialValues: { current: '', next: '' },
    validate: { next: (text) => (text.length >= 12 ? null : 'At least 12 characters.') },
  });
  const submit = form.onSubmit(async ({ current, next }) => {
    const done = await act(
      () => change.mutateAsync({ current_password: current, new_password: next }),
      'The password is changed. Your other logins have ended.',
    );
    if (done) form.reset();
  });
  return (
    <Panel title="Password">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <PasswordInput
            size="xs"
            label="Present password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the present password' }}
            {...form.getInputProps('current')}
          />
          <PasswordInput
            size="xs"
            label="New password"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
            {...form.getInputProps('next')}
          />
          <Button type="submit" variant="default" loading={change.isPending}>
            Change password
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
