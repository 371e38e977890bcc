import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconPencilPlus,
  IconPlayerStopFilled,
  IconSearch,
  IconShieldPlus,
  IconTerminal2,
} from '@tabler/icons-react';
import { useNavigate } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { openCompose } from '../lib/compose.ts';
import { providerLook, sessionLooks } from '../lib/looks.ts';
import { usePolicyMode, useStopAnswers } from '../lib/policy.ts';
import { openRule } from '../lib/rule-wish.ts';
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
  const actions = useMainActions();
  const sessions = useSessions().data ?? [];
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
    { group: 'Actions', actions },
    { group: 'Pages', actions: pages },
    {
      group: 'Sessions',
      actions: sessions.map((session) => ({
        id: `session-${session.name}`,
        label: session.name,
        description: `${providerLook(session.provider).label} · ${sessionLooks[session.state].label} · ${session.working_dir}`,
        leftSection: <IconTerminal2 size={17} />,
        onClick: () => void navigate(`/sessions/${encodeURIComponent(session.name)}`),
      })),
    },
  ].filter((group) => group.actions.length > 0);
}

/** For those who may act. The kill switch comes first while there is something to stop. */
function useMainActions(): SpotlightActionData[] {
  const isAnswering = usePolicyMode() === 'on';
  const stop = useStopAnswers();
  if (!useMayAct()) return [];
  const killSwitch: SpotlightActionData = {
    id: 'stop-answers',
    label: 'Stop automatic answers',
    keywords: ['kill switch', 'policy', 'off'],
    leftSection: <IconPlayerStopFilled size={17} />,
    onClick: stop,
  };
  return [
    ...(isAnswering ? [killSwitch] : []),
    {
      id: 'compose',
      label: 'Compose a prompt',
      keywords: ['send', 'new', 'ask'],
      leftSection: <IconPencilPlus size={17} />,
      onClick: () => openCompose(),
    },
    {
      id: 'new-rule',
      label: 'New rule',
      description: 'What agents may do without asking',
      keywords: ['policy', 'pattern', 'permission', 'approve'],
      leftSection: <IconShieldPlus size={17} />,
      onClick: () => openRule({ kind: 'new' }),
    },
  ];
}
