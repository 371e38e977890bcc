import { ActionIcon, Button, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import {
  IconDeviceDesktop,
  IconHandStop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPencilPlus,
  IconSearch,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import { useLogin, useMayAct } from '../lib/app-context.tsx';
import { openCompose } from '../lib/compose.ts';
import { useSignOut } from '../lib/login.ts';
import { useAct } from '../lib/use-act.tsx';
import { Keys } from '../ui/keys.tsx';
import { AnswersSign } from './answers-sign.tsx';
import classes from './top-actions.module.css';

export function TopActions({ pending, onShortcuts }: { pending: number; onShortcuts(): void }) {
  const mayAct = useMayAct();
  return (
    <div className={classes.actions}>
      <AnswersSign />
      {pending > 0 ? (
        <Button
          component={Link}
          to="/interactions"
          variant="default"
          className={classes.pending}
          leftSection={<IconHandStop size={15} aria-hidden="true" />}
        >
          {pending}
          <span className={classes.words}>&nbsp;{pending === 1 ? 'needs you' : 'need you'}</span>
        </Button>
      ) : null}
      <UnstyledButton className={classes.search} onClick={spotlight.open} visibleFrom="md">
        <IconSearch size={15} aria-hidden="true" />
        Search or run
        <Keys keys="Ctrl K" silent />
      </UnstyledButton>
      <ActionIcon
        variant="subtle"
        color="gray"
        hiddenFrom="md"
        aria-label="Search or run"
        onClick={spotlight.open}
      >
        <IconSearch size={18} />
      </ActionIcon>
      {mayAct ? (
        <Button
          className={classes.compose}
          leftSection={<IconPencilPlus size={15} aria-hidden="true" />}
          onClick={() => openCompose()}
        >
          <span className={classes.words}>Compose</span>
        </Button>
      ) : null}
      <UserMenu onShortcuts={onShortcuts} />
    </div>
  );
}

function UserMenu({ onShortcuts }: { onShortcuts(): void }) {
  const login = useLogin();
  const signOut = useSignOut();
  const act = useAct();
  return (
    <Menu position="bottom-end" width={220} withinPortal>
      <Menu.Target>
        <Tooltip label={`${login.username}, ${login.role}`}>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label={`Account of ${login.username}`}>
            <IconUserCircle size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {login.username} · {login.role}
        </Menu.Label>
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconKeyboard size={16} />}
          rightSection={<Keys keys="?" silent />}
          onClick={onShortcuts}
        >
          Shortcuts
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => void act(() => signOut.mutateAsync(), 'You are signed out.')}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

function SchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return schemes.map(({ value, label, icon: Icon }) => (
    <Menu.Item
      key={value}
      leftSection={<Icon size={16} />}
      rightSection={colorScheme === value ? '✓' : null}
      onClick={() => setColorScheme(value)}
    >
      {label}
    </Menu.Item>
  ));
}
