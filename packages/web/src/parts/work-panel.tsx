import type { RecordWork } from '@architect/contracts/assignments';
import { usageWords } from '@architect/contracts/usage';
import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useMayAct } from '../lib/app-context.tsx';
import { promptLooks, sessionLooks } from '../lib/looks.ts';
import { plainText } from '../lib/plain-text.ts';
import { usePrompt } from '../lib/prompts.ts';
import { queryKeys } from '../lib/query-keys.ts';
import { useRecordWork, type WorkPlace } from '../lib/work.ts';
import { Ago } from '../ui/ago.tsx';
import { Fact, FactList } from '../ui/fact-list.tsx';
import { LookChip } from '../ui/look-chip.tsx';
import { Panel } from '../ui/panel.tsx';
import { PromptLink, SessionLink } from './session-link.tsx';
import classes from './work-panel.module.css';

const AssignDrawer = lazy(async () => ({ default: (await import('./assign-drawer.tsx')).AssignDrawer }));
const Markdown = lazy(async () => ({ default: (await import('../ui/markdown.tsx')).Markdown }));

/** Which agent works on a record, how far it is, what it answered; and the way to give it to one. */
export function WorkPanel(place: WorkPlace) {
  const work = useRecordWork(place).data;
  const mayAct = useMayAct();
  const [assigning, setAssigning] = useState(false);
  if (work === undefined) return null;
  return (
    <Panel
      title="Agent's work"
      actions={
        mayAct ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconSend size={14} aria-hidden="true" />}
            onClick={() => setAssigning(true)}
          >
            {work === null ? 'Assign to an agent' : 'Assign again'}
          </Button>
        ) : null
      }
    >
      {work === null ? <p className={classes.none}>Nobody works on it yet.</p> : <WorkFacts work={work} />}
      {work?.prompt ? <FollowPrompt {...place} promptId={work.prompt.id} /> : null}
      {work?.answer ? <Answer text={work.answer} /> : null}
      <Suspense fallback={null}>
        {assigning ? <AssignDrawer place={place} onClose={() => setAssigning(false)} /> : null}
      </Suspense>
    </Panel>
  );
}

function WorkFacts({ work }: { work: RecordWork }) {
  const { prompt, session, assignment } = work;
  return (
    <FactList>
      {prompt === null ? null : (
        <Fact label="Prompt">
          <span className={classes.row}>
            <PromptLink id={prompt.id} /> <LookChip look={promptLooks[prompt.status]} />
          </span>
        </Fact>
      )}
      <Fact label="Session">
        <span className={classes.row}>
          {session === null ? (assignment.provider ?? 'any agent') : <SessionLink name={session} />}
          {work.agent_state === null ? null : <LookChip look={sessionLooks[work.agent_state]} plain />}
        </span>
      </Fact>
      {work.branch === null ? null : (
        <Fact label="Branch">
          <code>{plainText(work.branch)}</code>
        </Fact>
      )}
      <Fact label="Assigned">
        by {plainText(assignment.created_by)}, <Ago at={assignment.created_at} />
      </Fact>
      {work.waiting_reason === null ? null : <Fact label="Waits">{plainText(work.waiting_reason)}</Fact>}
      {prompt?.error ? <Fact label="Fault">{plainText(prompt.error)}</Fact> : null}
      {work.usage === null ? null : <Fact label="Cost">{usageWords(work.usage)}</Fact>}
    </FactList>
  );
}

/** Live events carry prompts: each new status of this one means that the work has to be read again. */
function FollowPrompt({ kind, id, promptId }: WorkPlace & { promptId: number }) {
  const client = useQueryClient();
  const { data } = usePrompt(promptId);
  const mark = `${data?.status} ${data?.assigned_session} ${data?.waiting_reason}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark says that something is new.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: [...queryKeys.record(kind, id), 'work'] });
  }, [mark]);
  return null;
}

function Answer({ text }: { text: string }) {
  return (
    <section className={classes.answer} aria-label="The agent's answer">
      <Suspense fallback={<pre className={classes.plain}>{plainText(text)}</pre>}>
        <Markdown text={text} />
      </Suspense>
    </section>
  );
}
