import { AppShell, Burger } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { Children, lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { openCompose, useComposeWish } from '../lib/compose.ts';
import { usePendingInteractions } from '../lib/interactions.ts';
import { useRecordWish } from '../lib/record-wish.ts';
import { useRuleWish } from '../lib/rule-wish.ts';
import { everywhere, type Shortcut, useShortcutKeys, useShortcuts } from '../lib/shortcuts.ts';
import { Crumbs } from './crumbs.tsx';
import { ErrorNotices } from './error-notices.tsx';
import { ExpiryWarning } from './expiry-warning.tsx';
import { LateNotices } from './late-notices.tsx';
import { navigation } from './navigation.ts';
import { NewVersionSign } from './new-version-sign.tsx';
import { PartBoundary } from './part-boundary.tsx';
import classes from './shell.module.css';
import { SideBar } from './side-bar.tsx';
import { TopActions } from './top-actions.tsx';
import { useCrumbs } from './use-crumbs.ts';

const CommandPalette = lazy(async () => ({
  default: (await import('./command-palette.tsx')).CommandPalette,
}));
const ShortcutSheet = lazy(async () => ({ default: (await import('./shortcut-sheet.tsx')).ShortcutSheet }));
const ComposeDrawer = lazy(async () => ({
  default: (await import('../modules/prompts/compose-drawer.tsx')).ComposeDrawer,
}));
const RecordForm = lazy(async () => ({ default: (await import('../parts/record-form.tsx')).RecordForm }));
const RuleDrawer = lazy(async () => ({
  default: (await import('../modules/policy/rule-drawer.tsx')).RuleDrawer,
}));

/** The frame around every page: navigation, top bar, palette, shortcuts, the drawers of prompts and rules. */
export function Shell() {
  const [menuOpen, menu] = useDisclosure(false);
  const [sheetOpen, sheet] = useDisclosure(false);
  const pending = usePendingInteractions().data?.pagination.total ?? 0;
  const { pathname } = useLocation();
  useShellShortcuts(sheet.open);
  useTitle(pending);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the phone menu.
  useEffect(menu.close, [pathname]);
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 212, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
      layout="alt"
      classNames={{ navbar: classes.navbar, header: classes.header, main: classes.main }}
    >
      <a className={classes.skip} href="#page">
        Skip to the page
      </a>
      <AppShell.Header>
        <div className={classes.bar}>
          <Burger
            opened={menuOpen}
            onClick={menu.toggle}
            hiddenFrom="sm"
            size="sm"
            aria-label={menuOpen ? 'Close navigation' : 'Open navigation'}
          />
          <Crumbs />
          <TopActions pending={pending} onShortcuts={sheet.open} />
        </div>
      </AppShell.Header>
      <AppShell.Navbar>
        <SideBar pending={pending} onClose={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        <NewVersionSign />
        <ExpiryWarning />
        <LateNotices />
        <ErrorNotices />
        <Outlet />
      </AppShell.Main>
      <Parts>
        <CommandPalette />
        {sheetOpen ? <ShortcutSheet onClose={sheet.close} /> : null}
        <Compose />
        <WriteRule />
        <CreateRecord />
      </Parts>
    </AppShell>
  );
}

/** Each loads, and fails, by itself. */
function Parts({ children }: { children: ReactNode }) {
  return Children.map(children, (part) => (
    <PartBoundary>
      <Suspense fallback={null}>{part}</Suspense>
    </PartBoundary>
  ));
}

function Compose() {
  const wish = useComposeWish();
  return useWasWished(wish) ? <ComposeDrawer wish={wish} /> : null;
}

function WriteRule() {
  const wish = useRuleWish();
  return useWasWished(wish) ? <RuleDrawer wish={wish} /> : null;
}

function CreateRecord() {
  const wish = useRecordWish();
  return useWasWished(wish) ? <RecordForm wish={wish} /> : null;
}

/** A drawer is loaded at the first wish; then it stays, so that closing can be animated. */
function useWasWished(wish: object | null): boolean {
  const [used, setUsed] = useState(false);
  useEffect(() => {
    if (wish) setUsed(true);
  }, [wish]);
  return used;
}

function useShellShortcuts(openSheet: () => void) {
  const navigate = useNavigate();
  const mayAct = useMayAct();
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      ...navigation.flatMap(({ items }) =>
        items.map((item) => ({
          keys: item.keys,
          does: `Go to ${item.label}`,
          run: () => void navigate(item.path),
        })),
      ),
      ...(mayAct ? [{ keys: 'c', does: 'Compose a prompt', run: () => openCompose() }] : []),
      { keys: '?', does: 'Show the shortcuts', run: openSheet },
    ],
    [navigate, mayAct, openSheet],
  );
  useShortcuts(everywhere, shortcuts);
  useHotkeys([['mod+K', spotlight.open]], []);
  useShortcutKeys();
}

/** `(2) Bugs #12 · Architect`: how much waits for a person, visible in any tab, and which page it is. */
function useTitle(pending: number) {
  const here = useCrumbs()
    .map(({ text }) => text)
    .join(' ');
  useEffect(() => {
    const page = here ? `${here} · Architect` : 'Architect';
    document.title = pending > 0 ? `(${pending}) ${page}` : page;
    return () => {
      document.title = 'Architect';
    };
  }, [pending, here]);
}
