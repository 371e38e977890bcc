import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { faultText } from '../../lib/api.ts';
import { useSignIn } from '../../lib/login.ts';
import classes from './sign-in-page.module.css';

export function SignInPage() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [capsLock, setCapsLock] = useState(false);
  const signIn = useSignIn();
  return (
    <main className={classes.page}>
      <div className={classes.sheet}>
        <svg className={classes.drawing} viewBox="0 0 120 70" aria-hidden="true">
          <path d="M8 66V46a52 40 0 0 1 104 0v20" />
          <path d="M30 66V50a30 26 0 0 1 60 0v16" />
          <path className={classes.inner} d="M50 66V55a10 10 0 0 1 20 0v11" />
          <path strokeDasharray="2 3" d="M0 66.500h120M60 0v24" />
        </svg>
        <h1 className={classes.title}>Architect</h1>
        <p className={classes.note}>One place for your coding agents.</p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate({ username, password });
          }}
        >
          <Stack gap="sm">
            <TextInput
              label="User"
              name="username"
              autoComplete="username"
              autoFocus
              required
              withAsterisk={false}
              spellCheck={false}
              autoCapitalize="none"
              size="sm"
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              name="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              size="sm"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
              description={capsLock ? 'Caps Lock is on.' : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            />
            {signIn.error ? (
              <p className={classes.fault} role="alert">
                {faultText(signIn.error)}
              </p>
            ) : null}
            <Button type="submit" size="sm" fullWidth loading={signIn.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
        <p className={classes.hint}>
          First time here? The user is <code>architect</code>. The password was printed once in the terminal
          where the server was started.
        </p>
      </div>
    </main>
  );
}
