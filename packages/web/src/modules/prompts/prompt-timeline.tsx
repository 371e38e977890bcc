import type { PromptDetail, ReceiptStep } from '@architect/contracts/prompts';
import type { Look } from '../../lib/looks.ts';
import { durationWords } from '../../lib/time-words.ts';
import { Mark } from '../../ui/mark.tsx';
import classes from './prompt-timeline.module.css';
import { type TimelineEntry, timelineOf } from './timeline-of.ts';

const steps: Record<ReceiptStep, Pick<Look, 'label' | 'tone' | 'shape'>> = {
  queued: { label: 'Queued', tone: 'mute', shape: 'dot' },
  sending: { label: 'Sending', tone: 'work', shape: 'dashed' },
  refused: { label: 'Not typed', tone: 'wait', shape: 'bar' },
  typed: { label: 'Typed', tone: 'work', shape: 'ring' },
  submitted: { label: 'Submitted', tone: 'work', shape: 'ring' },
  started: { label: 'Started', tone: 'work', shape: 'ring' },
  blocked: { label: 'Waits for a person', tone: 'need', shape: 'diamond' },
  resumed: { label: 'Goes on', tone: 'work', shape: 'ring' },
  unconfirmed: { label: 'Not confirmed', tone: 'bad', shape: 'question' },
  ended: { label: 'Ended', tone: 'calm', shape: 'check' },
};

/** The receipts of a prompt with the time between them; each says what it was seen by. */
export function PromptTimeline({ prompt }: { prompt: PromptDetail }) {
  return (
    <ol className={classes.timeline}>
      {timelineOf(prompt).map((entry) => (
        <Step
          key={`${entry.attempt}-${entry.action}-${entry.at}`}
          entry={entry}
          failed={prompt.status === 'failed'}
        />
      ))}
    </ol>
  );
}

function Step({ entry, failed }: { entry: TimelineEntry; failed: boolean }) {
  const look = lookOf(entry, failed);
  return (
    <>
      {entry.startsAttempt ? (
        <li className={classes.attempt}>
          Attempt {entry.attempt}
          {entry.session ? ` in ${entry.session}` : ''}
        </li>
      ) : null}
      <li className={classes.step}>
        <span className={classes.sign}>
          <Mark shape={look.shape} tone={look.tone} />
        </span>
        <span className={classes.head}>
          <b>{look.label}</b>
          <time dateTime={entry.at} title={new Date(entry.at).toLocaleString()} className={classes.time}>
            {entry.sinceLastMs === null ? clockWords(entry.at) : `+ ${durationWords(entry.sinceLastMs)}`}
          </time>
        </span>
        <span className={classes.evidence}>{entry.evidence}</span>
      </li>
    </>
  );
}

function lookOf({ step, action }: TimelineEntry, failed: boolean): (typeof steps)[ReceiptStep] {
  if (step === 'ended' && failed) return { ...steps.ended, tone: 'bad', shape: 'cross' };
  if (step !== null) return steps[step];
  const label = action.charAt(0).toUpperCase() + action.slice(1);
  return action === 'failed' ? { label, tone: 'bad', shape: 'cross' } : { label, tone: 'mute', shape: 'bar' };
}

function clockWords(at: string): string {
  return new Date(at).toLocaleTimeString();
}
