import type { RecordWork } from '@architect/contracts/assignments';
import { Tooltip } from '@mantine/core';
import { Link } from 'react-router';
import { promptLooks } from '../lib/looks.ts';
import { plainText } from '../lib/plain-text.ts';
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
