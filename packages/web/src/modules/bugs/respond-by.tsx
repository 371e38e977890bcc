import type { Bug } from '@architect/contracts/bugs';
import { Tooltip } from '@mantine/core';
import { useNow } from '../../lib/now.ts';
import type { PageRecord } from '../../lib/record-kinds.ts';
import { spanWords } from '../../lib/time-words.ts';
import classes from './respond-by.module.css';

/** Whether somebody has begun in time: what is late is said in words, not by colour alone. */
export function RespondBy({ bug }: { bug: Bug }) {
  const now = useNow();
  if (bug.responded_at !== null) return <span className={classes.calm}>begun</span>;
  if (bug.status !== 'open') return null;
  const leftMs = Date.parse(bug.respond_by) - now;
  const words = spanWords(Math.abs(leftMs) / 1000);
  return (
    <Tooltip label={`Somebody must have begun by ${new Date(bug.respond_by).toLocaleString()}.`}>
      <span className={leftMs < 0 ? classes.late : undefined}>
        {leftMs < 0 ? `${words} late` : `in ${words}`}
      </span>
    </Tooltip>
  );
}

export function isBug(record: PageRecord): record is Bug {
  return 'severity' in record;
}
