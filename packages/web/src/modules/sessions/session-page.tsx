import type { Session } from '@architect/contracts/sessions';
import { Button } from '@mantine/core';
import { IconPencilPlus, IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { openCompose } from '../../lib/compose.ts';
import { sessionLooks } from '../../lib/looks.ts';
import { usePrompts } from '../../lib/prompts.ts';
import { useKillSession, useSession } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { PendingDecisions } from '../../parts/pending-decisions.tsx';
import { PromptRows } from '../../parts/prompt-rows.tsx';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { Ago } from '../../ui/ago.tsx';
import { confirmByName } from '../../ui/confirm-by-name.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { SaidPanel } from './said-panel.tsx';
import { SessionFacts } from './session-facts.tsx';
import classes from './session-page.module.css';
import { TerminalPanel } from './terminal-panel.tsx';

export function SessionPage() {
  const { name = '' } = useParams();
  const session = useSession(name);
  return (
    <Page
      title={session.data ? <Title session={session.data} /> : name}
      actions={session.data ? <Actions session={session.data} /> : null}
    >
      <Loaded from={session} rows={8}>
        {(one) => (
          <>
            <PendingDecisions concerns={(wish) => wish.session === one.name} withTerminalLink={false} />
            <div className={classes.columns}>
              {one.mode === 'headless' ? (
                <SaidPanel name={one.name} />
              ) : (
                <TerminalPanel key={one.name} session={one} />
              )}
              <div className={classes.side}>
                <SessionFacts session={one} />
                <ExplainPanel name={one.name} />
                <RecentPrompts name={one.name} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Title({ session }: { session: Session }) {
  return (
    <span className={classes.title}>
      <ProviderMark provider={session.provider} version={session.agent_version} />
      {session.name}
      {session.mode === 'headless' ? <span className={classes.since}>headless</span> : null}
      <LookChip look={sessionLooks[session.state]} />
      <span className={classes.since}>
        since <Ago at={session.state_since} />
      </span>
    </span>
  );
}

function Actions({ session }: { session: Session }) {
  const mayAct = useMayAct();
  const kill = useKillSession();
  const act = useAct();
  const navigate = useNavigate();
  if (!mayAct) return null;
  const end = async () => {
    const ended = await act(
      () => kill.mutateAsync(session.name),
      ({ survivors }) =>
        survivors.length === 0
          ? `${session.name} and everything it ran has ended.`
          : `${session.name} has ended, but these processes could not be ended: ${survivors.join(', ')}`,
    );
    if (ended) void navigate('/sessions');
  };
  return (
    <>
      <Button
        variant="default"
        color="red"
        leftSection={<IconTrash size={15} aria-hidden="true" />}
        loading={kill.isPending}
        onClick={() =>
          confirmByName({
            title: `Kill ${session.name}?`,
            warning: 'The session and every program in it end at once. Work that is not saved is lost.',
            name: session.name,
            action: 'Kill session',
            onConfirm: () => void end(),
          })
        }
      >
        Kill
      </Button>
      <Button
        leftSection={<IconPencilPlus size={15} aria-hidden="true" />}
        onClick={() => openCompose({ targetSession: session.name })}
      >
        Send a prompt here
      </Button>
    </>
  );
}

function RecentPrompts({ name }: { name: string }) {
  const prompts = usePrompts({ assigned_session: name, sort: '-id', per_page: 5 });
  return (
    <Panel title="Prompts here" count={prompts.data?.pagination.total} flush>
      <Loaded from={prompts} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="No prompt ran here yet." />
          ) : (
            <div className={classes.prompts}>
              <PromptRows prompts={items} />
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}
