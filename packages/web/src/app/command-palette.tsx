import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconPencilPlus, IconSearch, IconTerminal2 } from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { openCompose } from '../lib/compose.ts';
import { providerLooks, sessionLooks } from '../lib/looks.ts';
import { useSessions } from '../lib/sessions.ts';
import classes from './command-palette.module.css';
import { navigation } from './navigation.ts';

/** Mod+K (bound by the shell, which is there before this is loaded): every page, every session, the most used actions. */
export function CommandPalette() {
  return (
    <Spotlight
      actions={useActions()}
      attributes={{ content: { 'aria-label': 'Search or run' } }}
      shortcut={null}
      highlightQuery
      classNames={{ content: classes.palette, search: classes.search }}
      scrollable
      maxHeight={420}
      nothingFound="Nothing has this name."
      searchProps={{
        leftSection: <IconSearch size={17} aria-hidden="true" />,
        placeholder: 'Page, session or action',
        'aria-label': 'Page, session or action',
      }}
    />
  );
}

function useActions(): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const mayAct = useMayAct();
  const sessions = useSessions().data ?? [];
  const compose: SpotlightActionData[] = mayAct
    ? [
        {
          id: 'compose',
          label: 'Compose a prompt',
          keywords: ['send', 'new', 'ask'],
          leftSection: <IconPencilPlus size={17} />,
          onClick: () => openCompose(),
        },
      ]
    : [];
  const pages = navigation.flatMap(({ group, items }) =>
    items.map((item) => ({
      id: item.path,
      label: item.label,
      description: group,
      keywords: [...item.keywords],
      leftSection: <item.icon size={17} />,
      onClick: () => void navigate(item.path),
    })),
  );
  return [
    { group: 'Actions', actions: compose },
    { group: 'Pages', actions: pages },
    {
      group: 'Sessions',
      actions: sessions.map((session) => ({
        id: `session-${session.name}`,
        label: session.name,
        description: `${providerLooks[session.provider].label} · ${sessionLooks[session.state].label} · ${session.working_dir}`,
        leftSection: <IconTerminal2 size={17} />,
        onClick: () => void navigate(`/sessions/${encodeURIComponent(session.name)}`),
      })),
    },
  ].filter((group) => group.actions.length > 0);
}
