import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useLogin } from '../../lib/app-context.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNoticesPanel } from './error-notices-panel.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { LimitsPanel } from './limits-panel.tsx';
import { NotifyPanel } from './notify-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import classes from './settings-page.module.css';
import { UsersPanel } from './users-panel.tsx';

export function SettingsPage() {
  const { username, role, via } = useLogin();
  return (
    <Page title="Settings" note={`Signed in as ${username}, ${role}.`}>
      <div className={classes.columns}>
        <div className={classes.column}>
          <LimitsPanel />
          {role === 'viewer' ? null : <KeysPanel />}
          {role === 'admin' ? <UsersPanel /> : null}
        </div>
        <div className={classes.column}>
          <NotifyPanel />
          <ErrorNoticesPanel />
          <Appearance />
          {via === 'cookie' ? <PasswordPanel /> : null}
        </div>
      </div>
    </Page>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title="Appearance">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Colour scheme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
        data={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'auto', label: 'As the system' },
        ]}
      />
    </Panel>
  );
}
