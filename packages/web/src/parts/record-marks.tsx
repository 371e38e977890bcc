import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { plainText } from '../lib/plain-text.ts';
import { priorityRanks, priorityTone, statusLook } from '../lib/record-looks.ts';
import { plainWord } from '../lib/record-words.ts';
import { Mark } from '../ui/mark.tsx';
import classes from './record-marks.module.css';

/** A status as sign and word; a button where it can be changed. */
export function StatusMark({ status, onPick }: { status: string; onPick?: () => void }) {
  const look = statusLook(status);
  return (
    <Pickable label={`Status: ${look.label}`} tip={look.meaning} onPick={onPick}>
      <Mark shape={look.shape} tone={look.tone} size={13} />
      <span className={classes.word} data-tone={look.tone}>
        {look.label}
      </span>
    </Pickable>
  );
}

/** A priority as bars and word; a button where it can be changed. */
export function PriorityMark({ priority, onPick }: { priority: string; onPick?: () => void }) {
  return (
    <Pickable label={`Priority: ${plainWord(priority)}`} onPick={onPick}>
      <PriorityBars priority={priority} />
      <span className={classes.word} data-tone={priority === 'critical' ? 'bad' : undefined}>
        {plainWord(priority)}
      </span>
    </Pickable>
  );
}

export function PersonMark({ person, onPick }: { person: string | null; onPick?: () => void }) {
  const name = person === null ? null : plainText(person);
  return (
    <Pickable label={person === null ? 'Assigned to nobody' : `Assigned to ${name}`} onPick={onPick}>
      <span
        className={classes.face}
        data-nobody={person === null || undefined}
        // Drawn by the style sheet: it is no part of the name.
        data-initials={(person ?? '').replace(/^(agent|key):/, '').slice(0, 2)}
      />
      <span className={classes.word} data-tone={person === null ? 'mute' : undefined}>
        {name ?? 'Nobody'}
      </span>
    </Pickable>
  );
}

/** Bars that rise with the priority: one for low, four for critical. */
export function PriorityBars({ priority }: { priority: string }) {
  const rank = priorityRanks[priority] ?? 0;
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" className={classes.bars}>
      {[1, 2, 3, 4].map((bar) => (
        <rect
          key={bar}
          data-tone={bar <= rank ? priorityTone(priority) : undefined}
          x={(bar - 1) * 4}
          y={12.5 - bar * 2.9}
          width="2.800"
          height={2 + bar * 2.9}
          rx="0.800"
        />
      ))}
    </svg>
  );
}

/** What a record has, as a button where it can be changed. */
export function Pickable(props: {
  label: string;
  tip?: string;
  onPick?: (() => void) | undefined;
  children: ReactNode;
}) {
  if (!props.onPick) return <span className={classes.plain}>{props.children}</span>;
  const button = (
    <button
      type="button"
      className={classes.button}
      onClick={props.onPick}
      aria-label={`${props.label}. Change`}
    >
      {props.children}
    </button>
  );
  return props.tip ? <Tooltip label={props.tip}>{button}</Tooltip> : button;
}
