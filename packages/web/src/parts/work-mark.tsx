import type { RecordWork } from '@architect/contracts/assignments';
import { Tooltip } from '@mantine/core';
import { Link } from 'react-router';
import { promptLooks, sessionLooks } from '../lib/looks.ts';
import { plainText } from '../lib/plain-text.ts';
import { useSessions } from '../lib/sessions.ts';
import { Mark } from '../ui/mark.tsx';
import classes from './work-mark.module.css';

/** Which agent has a record, and how far its prompt is; nothing where none ever had it. */
export function WorkMark({ work }: { work: RecordWork | undefined }) {
  if (!work?.prompt) return null;
  const { prompt, session, assignment } = work;
  const look = promptLooks[prompt.status];
  const who = session ?? assignment.provider ?? 'any agent';
  return (
    <Tooltip label={`${look.label}: ${look.meaning}`}>
      <Link
        to={`/prompts/${prompt.id}`}
        className={classes.work}
        data-ended={assignment.ended_at !== null || undefined}
      >
        <Mark shape={look.shape} tone={look.tone} size={13} />
        <span className={classes.who}>{plainText(who)}</span>
      </Link>
    </Tooltip>
  );
}

/** Which agent works on a record now and what it does, or waits for it; without a link, for places that are one. */
export function AgentAtWork({ work }: { work: RecordWork | undefined }) {
  const sessions = useSessions().data;
  if (!work?.prompt || work.assignment.ended_at !== null) return null;
  const { prompt, session, assignment } = work;
  // Live where the session is known; what the list said may be older.
  const state = sessions?.find(({ name }) => name === session)?.state ?? work.agent_state;
  const isHeld = prompt.status === 'assigned' || prompt.status === 'in_progress';
  const look = isHeld && state ? sessionLooks[state] : promptLooks[prompt.status];
  return (
    <span className={classes.work} title={look.meaning}>
      <Mark shape={look.shape} tone={look.tone} size={13} />
      <span className={classes.who}>{plainText(session ?? assignment.provider ?? 'any agent')}</span>
      <span className={classes.state}>{look.label}</span>
    </span>
  );
}
