import type { Session, SessionState } from '@architect/contracts/sessions';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlus, IconRefresh, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { stateOrder } from '../../lib/looks.ts';
import { useRefreshSessions, useSessions } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CreateSession } from './create-session.tsx';
import { SessionCards } from './session-cards.tsx';
import { SessionTable } from './session-table.tsx';
import classes from './sessions-page.module.css';

const groups: Record<string, readonly SessionState[]> = {
  attention: ['blocked', 'asking', 'error', 'limited'],
  working: ['busy', 'starting'],
  ready: ['idle'],
  other: ['unknown', 'shell', 'dead'],
};

export function SessionsPage() {
  const sessions = useSessions();
  const [group, setGroup] = useState('all');
  const [words, setWords] = useState('');
  const narrow = useMediaQuery('(max-width: 48em)');
  const shown = (sessions.data ?? [])
    .filter((one) => isIn(group, one) && matches(one, words))
    .toSorted(byUrgency);
  return (
    <Page
      title="Sessions"
      note="Every tmux session of every node, and why each is in its state."
      actions={<Actions />}
    >
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          value={group}
          onChange={setGroup}
          aria-label="Filter by state"
          data={[
            { value: 'all', label: 'All' },
            { value: 'attention', label: 'Attention' },
            { value: 'working', label: 'Working' },
            { value: 'ready', label: 'Ready' },
            { value: 'other', label: 'Other' },
          ]}
        />
        <TextInput
          size="xs"
          className={classes.search}
          aria-label="Search sessions"
          placeholder="Name, directory, branch"
          leftSection={<IconSearch size={14} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      </div>
      <Panel title="Sessions" count={shown.length} flush>
        <Loaded from={sessions} rows={6}>
          {(all) => {
            if (all.length === 0) return <NoSessions />;
            if (shown.length === 0)
              return <Nothing title="No session matches.">Clear the search or the filter.</Nothing>;
            return narrow ? <SessionCards sessions={shown} /> : <SessionTable sessions={shown} />;
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}

function Actions() {
  const mayAct = useMayAct();
  const refresh = useRefreshSessions();
  const act = useAct();
  const [params, setParams] = useSearchParams();
  if (!mayAct) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={15} aria-hidden="true" />}
        loading={refresh.isPending}
        onClick={() => void act(() => refresh.mutateAsync(), 'Everything was read again from tmux.')}
      >
        Read again
      </Button>
      <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => setParams({ new: '' })}>
        New session
      </Button>
      {/* In the address: the palette and the first steps open it too. */}
      <CreateSession opened={params.has('new')} onClose={() => setParams({}, { replace: true })} />
    </>
  );
}

function NoSessions() {
  return (
    <Nothing title="No tmux session yet.">
      Press New session, or start one in a terminal: <code>tmux new -s worker1 claude</code>. It appears here
      by itself.
    </Nothing>
  );
}

function isIn(group: string, session: Session): boolean {
  return groups[group]?.includes(session.state) ?? true;
}

function matches(session: Session, words: string): boolean {
  const text = [
    session.name,
    session.working_dir,
    session.git_branch,
    session.provider,
    session.node,
    session.role,
  ]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function byUrgency(a: Session, b: Session): number {
  return stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) || a.name.localeCompare(b.name);
}
