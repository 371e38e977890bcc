import { useDebouncedValue } from '@mantine/hooks';
import {
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
  type SpotlightFilterFunction,
} from '@mantine/spotlight';
import {
  IconFileText,
  IconPencilPlus,
  IconPlayerStopFilled,
  IconPlus,
  IconSearch,
  IconShieldPlus,
  IconTerminal2,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { openCompose } from '../lib/compose.ts';
import { providerLook, sessionLooks } from '../lib/looks.ts';
import { usePolicyMode, useStopAnswers } from '../lib/policy.ts';
import { useRecordSearch } from '../lib/record-parts.ts';
import { openRecordForm } from '../lib/record-wish.ts';
import { plainWord, recordPath, recordWords } from '../lib/record-words.ts';
import { openRule } from '../lib/rule-wish.ts';
import { useSessions } from '../lib/sessions.ts';
import classes from './command-palette.module.css';
import { navigation } from './navigation.ts';

/**
 * Mod+K (bound by the shell, which is there before this is loaded): every page, every session, the most used actions,
 * and the records whose texts have these words.
 */
export function CommandPalette() {
  const [words, setWords] = useState('');
  const [searched] = useDebouncedValue(words, 150);
  return (
    <Spotlight
      actions={useActions(searched)}
      query={words}
      onQueryChange={setWords}
      filter={withFound}
      attributes={{ content: { 'aria-label': 'Search or run' } }}
      shortcut={null}
      highlightQuery
      classNames={{ content: classes.palette, search: classes.search }}
      scrollable
      maxHeight={420}
      nothingFound="Nothing has this name."
      searchProps={{
        leftSection: <IconSearch size={17} aria-hidden="true" />,
        placeholder: 'Page, session, record or action',
        'aria-label': 'Page, session, record or action',
      }}
    />
  );
}

const foundPrefix = 'record-';

/** Records were found by the server, also by words that their title has not: only the others are narrowed here. */
const withFound: SpotlightFilterFunction = (query, actions) =>
  actions
    .map((one) =>
      'actions' in one ? { ...one, actions: one.actions.filter((action) => hasWords(action, query)) } : one,
    )
    .filter((one) => !('actions' in one) || one.actions.length > 0);

function hasWords({ id, label, description, keywords }: SpotlightActionData, query: string): boolean {
  if (id.startsWith(foundPrefix)) return true;
  const text = [label, description, keywords].flat().join(' ').toLowerCase();
  return text.includes(query.trim().toLowerCase());
}

function useFoundRecords(words: string): SpotlightActionGroupData {
  const navigate = useNavigate();
  const found = useRecordSearch(words).data ?? [];
  const hits = words.trim() === '' ? [] : found;
  return {
    group: 'Records',
    actions: hits.map(({ kind, id, title, status }) => ({
      id: `${foundPrefix}${kind}-${id}`,
      label: title,
      description: [`${recordWords[kind].one} ${id}`, status && plainWord(status).toLowerCase()]
        .filter(Boolean)
        .join(' · '),
      leftSection: <IconFileText size={17} />,
      onClick: () => void navigate(recordPath(kind, id)),
    })),
  };
}

function useActions(words: string): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const records = useFoundRecords(words);
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
    records,
  ].filter((group) => group.actions.length > 0);
}

const creatable = ['bug', 'feature', 'devops_task', 'milestone', 'project'] as const;

/** For those who may act. The kill switch comes first while there is something to stop. */
function useMainActions(): SpotlightActionData[] {
  const isAnswering = usePolicyMode() === 'on';
  const stop = useStopAnswers();
  const navigate = useNavigate();
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
      id: 'new-session',
      label: 'New session',
      description: 'An agent or a shell in tmux',
      keywords: ['create', 'agent', 'start', 'tmux'],
      leftSection: <IconTerminal2 size={17} />,
      onClick: () => void navigate('/sessions?new'),
    },
    {
      id: 'new-rule',
      label: 'New rule',
      description: 'What agents may do without asking',
      keywords: ['policy', 'pattern', 'permission', 'approve'],
      leftSection: <IconShieldPlus size={17} />,
      onClick: () => openRule({ kind: 'new' }),
    },
    ...creatable.map((kind) => ({
      id: `new-${kind}`,
      label: `New ${recordWords[kind].one}`,
      keywords: ['create', 'add'],
      leftSection: <IconPlus size={17} />,
      onClick: () => openRecordForm({ kind }),
    })),
  ];
}
