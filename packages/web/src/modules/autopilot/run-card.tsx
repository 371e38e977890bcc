import { type AutopilotRun, autopilotPhase } from '@architect/contracts/autopilot';
import { Anchor, Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { useAutopilotActions, useAutopilotRun } from '../../lib/autopilot.ts';
import { sessionLooks } from '../../lib/looks.ts';
import { plainText } from '../../lib/plain-text.ts';
import { useSessions } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { SessionLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Mark } from '../../ui/mark.tsx';
import { askWords } from './ask-words.tsx';
import classes from './autopilot.module.css';
import { runLooks } from './autopilot-words.ts';
import { Steps } from './evidence.tsx';

/** A run: its phases, its agent as it is now, and the question that it waits with. */
export function RunCard({ run }: { run: AutopilotRun }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <article className={classes.card} aria-label={`Run ${run.id}: ${plainText(run.name)}`}>
      <div className={classes.words}>
        <div className={classes.head}>
          <h3 className={classes.title}>{plainText(run.name)}</h3>
          <LookChip look={runLooks[run.status]} />
        </div>
        <p className={classes.dim}>
          Run {run.id} · <code>{plainText(run.branch)}</code> ·{' '}
          {run.started_at === null ? 'approved' : 'began'} <Ago at={run.started_at ?? run.created_at} />
        </p>
        <Phases run={run} />
        {run.session === null ? null : <Agent name={run.session} />}
        {run.blocked_because === null ? null : (
          <p className={classes.dim}>{plainText(run.blocked_because)}</p>
        )}
        {run.question === null ? null : <p className={classes.said}>{plainText(run.question)}</p>}
        {run.waiting_because === null ? null : (
          <p className={classes.dim}>Waits: {plainText(run.waiting_because)}</p>
        )}
        <details className={classes.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Prompts and answers</summary>
          {isOpen ? <RunSteps id={run.id} /> : null}
        </details>
      </div>
      <Actions run={run} />
    </article>
  );
}

function RunSteps({ id }: { id: number }) {
  const run = useAutopilotRun(id);
  return (
    <Loaded from={run} rows={3}>
      {({ steps }) =>
        steps.length === 0 ? <p className={classes.dim}>No prompt yet.</p> : <Steps steps={steps} />
      }
    </Loaded>
  );
}

function Phases({ run }: { run: AutopilotRun }) {
  const at = autopilotPhase.options.indexOf(run.phase);
  const isOver = run.status === 'complete';
  return (
    <ol className={classes.phases} aria-label="Phases">
      {autopilotPhase.options.map((phase, place) => {
        const isDone = isOver || place < at;
        const isNow = !isOver && place === at;
        return (
          <li key={phase} aria-current={isNow ? 'step' : undefined}>
            <Mark
              shape={isDone ? 'check' : isNow ? runLooks[run.status].shape : 'ring'}
              tone={isDone ? 'calm' : isNow ? runLooks[run.status].tone : 'mute'}
            />
            {phase}
          </li>
        );
      })}
    </ol>
  );
}

/** @param name `node:name` */
function Agent({ name }: { name: string }) {
  const sessions = useSessions();
  const session = sessions.data?.find((one) => `${one.node}:${one.name}` === name);
  return (
    <p className={classes.head}>
      <SessionLink name={session?.name ?? name} />
      {session ? <LookChip look={sessionLooks[session.state]} plain /> : null}
    </p>
  );
}

function Actions({ run: { id, status, phase, interaction_id: dialog } }: { run: AutopilotRun }) {
  const mayAct = useMayAct();
  const act = useAct();
  const { resume, end } = useAutopilotActions();
  if (!mayAct) return null;
  const answer = () =>
    askWords({
      title: 'Let it go on',
      label: 'What is the agent told? Empty: the phase is prompted again as it was.',
      button: 'Go on',
      isRequired: false,
      send: async (words) =>
        (await act(() => resume.mutateAsync({ id, answer: words }), 'It goes on.')) !== undefined,
    });
  const set = (wanted: 'cancelled' | 'complete', words: string) =>
    void act(() => end.mutateAsync({ id, status: wanted }), words);
  return (
    <div className={classes.acts}>
      <Button variant="default" onClick={() => set('cancelled', 'Cancelled.')}>
        Cancel
      </Button>
      {status === 'blocked' && phase === 'testing' && dialog === null ? (
        <Button variant="default" onClick={() => set('complete', 'Complete: accept it or send it back.')}>
          Good enough
        </Button>
      ) : null}
      {status === 'blocked' && dialog === null ? <Button onClick={answer}>Answer</Button> : null}
      {dialog === null ? null : (
        <Anchor component={Link} to="/interactions" size="sm">
          Answer the dialog
        </Anchor>
      )}
    </div>
  );
}
