import type { Interaction } from '@architect/contracts/interactions';
import { Tooltip } from '@mantine/core';
import { useNow } from '../lib/now.ts';
import { spanWords } from '../lib/time-words.ts';
import classes from './deadline.module.css';

/** How long a decision may still wait before people are told again, or since when it waits too long. */
export function Deadline({ interaction }: { interaction: Interaction }) {
  const now = useNow();
  const { escalates_at: at, escalated_at: since } = interaction;
  if (since !== null) {
    return (
      <Tooltip label={`Nobody decided by ${new Date(since).toLocaleString()}`}>
        <span className={classes.late}>waits too long</span>
      </Tooltip>
    );
  }
  if (at === null || interaction.decided_at !== null) return null;
  const leftMs = Math.max(0, Date.parse(at) - now);
  return (
    <Tooltip label={`When nobody has decided by ${new Date(at).toLocaleString()}, people are told again`}>
      <span role="timer" aria-label={`${spanWords(leftMs / 1_000)} until people are told again`}>
        {spanWords(leftMs / 1_000)} left
      </span>
    </Tooltip>
  );
}
