import type { RecordWork as Work } from '@architect/contracts/assignments';
import { usageWords } from '@architect/contracts/usage';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { promptLooks, sessionLooks } from '../lib/looks.ts';
import { plainText } from '../lib/plain-text.ts';
import { useAssignment, useRecordWork, type WorkRecord } from '../lib/record-work.ts';
import { type Shortcut, useShortcuts } from '../lib/shortcuts.ts';
import { useAct } from '../lib/use-act.tsx';
import { Ago } from '../ui/ago.tsx';
import { Fact, FactList } from '../ui/fact-list.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { LookChip } from '../ui/look-chip.tsx';
import { Panel } from '../ui/panel.tsx';
import { RenderedText } from './record-texts.tsx';
import classes from './record-work.module.css';
import { PromptLink, SessionLink } from './session-link.tsx';

const AssignDrawer = lazy(async () => ({ default: (await import('./record-assign.tsx')).RecordAssign }));

/** Which agent works on a record and how far it is. `w` opens its terminal. */
export function RecordWork({ record, isOpen }: { record: WorkRecord; isOpen: boolean }) {
  const work = useRecordWork(record);
  const mayAct = useMayAct();
  const navigate = useNavigate();
  const [isAssigning, assigning] = useDisclosure(false);
  const session = work.data?.session ?? null;
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      ...(session
        ? [
            {
              keys: 'w',
              does: 'Open the terminal of its session',
              run: () => void navigate(`/sessions/${encodeURIComponent(session)}`),
            },
          ]
        : []),
      ...(mayAct && isOpen ? [{ keys: 'g w', does: 'Assign to an agent', run: assigning.open }] : []),
    ],
    [session, navigate, mayAct, isOpen, assigning.open],
  );
  useShortcuts('Its work', shortcuts);
  return (
    <Panel
      title="Work"
      actions={
        mayAct && isOpen ? (
          <Button size="compact-xs" variant="light" onClick={assigning.open}>
            Assign to an agent
          </Button>
        ) : null
      }
    >
      <Loaded from={work} rows={2}>
        {(one) =>
          one === null ? (
            <p className={classes.none}>No agent has it.</p>
          ) : (
            <Cell record={record} work={one} mayAct={mayAct} />
          )
        }
      </Loaded>
      {isAssigning ? (
        <Suspense fallback={null}>
          <AssignDrawer record={record} onClose={assigning.close} />
        </Suspense>
      ) : null}
    </Panel>
  );
}

function Cell({ record, work, mayAct }: { record: WorkRecord; work: Work; mayAct: boolean }) {
  const { release } = useAssignment(record);
  const act = useAct();
  const { prompt, assignment } = work;
  return (
    <>
      <FactList>
        {prompt ? (
          <Fact label="Prompt">
            <span className={classes.row}>
              <PromptLink id={prompt.id} />
              <LookChip look={promptLooks[prompt.status]} plain />
            </span>
          </Fact>
        ) : null}
        <Fact label="Session">
          <span className={classes.row}>
            {work.session ? (
              <SessionLink name={work.session} />
            ) : (
              (assignment.provider ?? 'the first agent that is free')
            )}
            {/* Afterwards the agent is busy with something else. */}
            {work.agent_state && assignment.ended_at === null ? (
              <LookChip look={sessionLooks[work.agent_state]} plain />
            ) : null}
          </span>
        </Fact>
        {work.branch ? (
          <Fact label="Branch">
            <code>{plainText(work.branch)}</code>
          </Fact>
        ) : null}
        <Fact label="Given">
          <Ago at={assignment.created_at} /> by {plainText(assignment.created_by)}
        </Fact>
        <Fact label="Cost">{work.usage ? usageWords(work.usage) : 'not known'}</Fact>
      </FactList>
      {work.waiting_reason ? <p className={classes.waits}>Waits: {plainText(work.waiting_reason)}</p> : null}
      {prompt?.error ? <p className={classes.bad}>{plainText(prompt.error)}</p> : null}
      {work.answer ? (
        <section className={classes.answer} aria-label="Answer of the agent">
          <RenderedText text={work.answer} />
        </section>
      ) : null}
      {mayAct && assignment.ended_at === null ? (
        <Button
          mt="sm"
          variant="default"
          size="compact-xs"
          onClick={() =>
            void act(release, 'Taken back. Its prompt is cancelled where that is still possible.')
          }
        >
          Take it back
        </Button>
      ) : null}
    </>
  );
}
