import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useNow } from '../../lib/now.ts';
import { Panel } from '../../ui/panel.tsx';
import { type Bin, binOccurrences, spans } from './bin-occurrences.ts';
import { countWords } from './count-words.ts';
import { Heartbeat } from './heartbeat.tsx';
import classes from './occurrences-panel.module.css';

/** How often it was reported lately. */
export function OccurrencesPanel({ error }: { error: ErrorGroupDetail }) {
  const now = useNow();
  const [name, setName] = useState<string>('month');
  const span = spans.find(({ value }) => value === name) ?? spans[0];
  const bins = binOccurrences(error.occurrences.by_hour, span, now);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel
      title="Reports over time"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Time span"
          value={name}
          onChange={setName}
          data={spans.map(({ value, label }) => ({ value, label }))}
        />
      }
    >
      <Heartbeat
        size="large"
        counts={bins.map(({ count }) => count)}
        label={`${countWords(total)} in ${span.label}`}
        titleOf={(index) => titleOf(bins[index])}
      />
      <div className={classes.axis}>
        <span>{timeWords(bins[0]?.fromMs, span.hours)}</span>
        <span>
          {countWords(total)}, at most {Math.max(...bins.map(({ count }) => count)).toLocaleString('en')} in{' '}
          {span.hours === 1 ? 'an hour' : span.hours === 24 ? 'a day' : `${span.hours} hours`}
        </span>
        <span>now</span>
      </div>
    </Panel>
  );
}

function titleOf(bin: Bin | undefined): string {
  if (!bin) return '';
  return `${new Date(bin.fromMs).toLocaleString()} – ${new Date(bin.toMs).toLocaleTimeString()}: ${countWords(bin.count)}`;
}

function timeWords(ms: number | undefined, hours: number): string {
  if (ms === undefined) return '';
  const at = new Date(ms);
  return hours === 1
    ? at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString([], { day: 'numeric', month: 'short' });
}
