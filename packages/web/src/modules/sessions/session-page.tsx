import type { Session } from '@architect/contracts/sessions';
import { Button } from '@mantine/core';
import { IconPencilPlus } from '@tabler/icons-react';
import { useParams } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { openCompose } from '../../lib/compose.ts';
import { sessionLooks } from '../../lib/looks.ts';
import { usePrompts } from '../../lib/prompts.ts';
import { useSession } from '../../lib/sessions.ts';
import { PendingDecisions } from '../../parts/pending-decisions.tsx';
import { PromptRows } from '../../parts/prompt-rows.tsx';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { EndSession } from './end-session.tsx';
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
  if (!mayAct) return null;
  return (
    <>
      <EndSession session={session} />
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
  const waiting =
    usePrompts({ target_session: name, status: 'pending', sort: 'id', per_page: 5 }).data?.items ?? [];
  return (
    <Panel title="Prompts here" count={prompts.data && prompts.data.pagination.total + waiting.length} flush>
      <Loaded from={prompts} rows={3}>
        {({ items }) =>
          items.length === 0 && waiting.length === 0 ? (
            <Nothing title="No prompt ran or waits here." />
          ) : (
            <div className={classes.prompts}>
              <PromptRows prompts={[...waiting, ...items]} />
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}
