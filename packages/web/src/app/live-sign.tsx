import type { NodeStatus } from '@architect/contracts/system';
import { Tooltip } from '@mantine/core';
import { useLiveStatus } from '../lib/app-context.tsx';
import type { LiveStatus } from '../lib/live.ts';
import type { Tone } from '../lib/looks.ts';
import { useStats } from '../lib/stats.ts';
import { Mark } from '../ui/mark.tsx';
import classes from './live-sign.module.css';

const words: Record<LiveStatus, { label: string; meaning: string }> = {
  live: { label: 'Live', meaning: 'Changes arrive the moment they happen.' },
  connecting: { label: 'Connecting', meaning: 'Opening the live connection.' },
  reconnecting: {
    label: 'Reconnecting',
    meaning: 'The live connection is lost. What you see may be old; it catches up by itself.',
  },
};

const looks: Record<Exclude<NodeStatus, 'up'>, { tone: Tone; label(node: string): string }> = {
  ready: { tone: 'mute', label: (node) => `tmux ready on ${node}` },
  down: { tone: 'bad', label: (node) => `tmux down on ${node}` },
  away: { tone: 'need', label: (node) => `${node} is out of reach` },
};

/** Whether what the page shows is current, and which machines it comes from. */
export function LiveSign() {
  const status = useLiveStatus();
  const nodes = useStats().data?.nodes ?? [];
  return (
    <div className={classes.sign} role="status">
      <Tooltip label={words[status].meaning} position="top-start">
        <span className={classes.line} data-status={status}>
          <Mark shape={status === 'live' ? 'dot' : 'arc'} tone={status === 'live' ? 'calm' : 'need'} />
          {words[status].label}
        </span>
      </Tooltip>
      {nodes.map(({ name, status, note }) =>
        status === 'up' ? null : (
          <Tooltip key={name} label={note} position="top-start">
            <span className={classes.line}>
              <Mark shape="bar" tone={looks[status].tone} />
              {looks[status].label(name)}
            </span>
          </Tooltip>
        ),
      )}
    </div>
  );
}
