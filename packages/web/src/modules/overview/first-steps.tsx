import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { openCompose } from '../../lib/compose.ts';
import { setNotify, useNotifyState } from '../../lib/notify.ts';
import { useSessions } from '../../lib/sessions.ts';
import { useStats } from '../../lib/stats.ts';
import { Mark } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './first-steps.module.css';

/** What to do on a new dashboard; gone once the first prompt is through. */
export function FirstSteps() {
  const sessions = useSessions().data;
  const prompts = useStats().data?.prompts;
  const notify = useNotifyState();
  const mayAct = useMayAct();
  if (!mayAct || !sessions || !prompts || (prompts.by_status.completed ?? 0) > 0) return null;
  const hasAgent = sessions.some((one) => one.provider !== 'shell' && one.provider !== 'unknown');
  return (
    <Panel title="First steps" flush>
      <ol className={classes.list}>
        <Step
          title="Start an agent"
          isDone={hasAgent}
          action={
            <Button component={Link} to="/sessions?new" variant={hasAgent ? 'default' : 'filled'}>
              New session
            </Button>
          }
        >
          Here, or in a terminal as ever: <code>tmux new -s web claude</code>. What runs in tmux already is
          listed by itself.
        </Step>
        <Step
          title="Give it work"
          isDone={prompts.total > 0}
          action={
            <Button variant={hasAgent ? 'filled' : 'default'} onClick={() => openCompose()}>
              Compose
            </Button>
          }
        >
          A prompt goes to an idle agent, once, and you follow it to its answer.
        </Step>
        {notify === 'impossible' ? null : (
          <Step
            title="Be told when an agent waits for you"
            isDone={notify === 'on'}
            action={
              <Button variant="default" disabled={notify === 'refused'} onClick={() => void setNotify(true)}>
                Tell me
              </Button>
            }
          >
            {notify === 'refused'
              ? 'This browser refuses notifications of this page: allow them in its settings.'
              : 'Permission prompts come here, under Needs me; this browser can notify you too.'}
          </Step>
        )}
      </ol>
    </Panel>
  );
}

function Step(props: { title: string; isDone: boolean; action: ReactNode; children: ReactNode }) {
  const { isDone } = props;
  return (
    <li className={classes.step} data-done={isDone || undefined}>
      <Mark shape={isDone ? 'check' : 'ring'} tone={isDone ? 'calm' : 'mute'} size={16} />
      <span className={classes.words}>
        <b>{props.title}</b>
        <span className={classes.note}>{props.children}</span>
      </span>
      {isDone ? <span className={classes.note}>Done</span> : props.action}
    </li>
  );
}
