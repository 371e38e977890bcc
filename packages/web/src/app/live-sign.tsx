import { Tooltip } from '@mantine/core';
import { useLiveStatus } from '../lib/app-context.tsx';
import type { LiveStatus } from '../lib/live.ts';
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

/** Whether what the page shows is current, and which machines it comes from. */
export function LiveSign() {
  const status = useLiveStatus();
  const nodes = useStats().data?.nodes ?? [];
  const down = nodes.filter((node) => node.status === 'down');
  return (
    <div className={classes.sign} role="status">
      <Tooltip label={words[status].meaning} position="top-start">
        <span className={classes.line} data-status={status}>
          <Mark shape={status === 'live' ? 'dot' : 'arc'} tone={status === 'live' ? 'calm' : 'need'} />
          {words[status].label}
        </span>
      </Tooltip>
      {down.map((node) => (
        <Tooltip key={node.name} label="It starts with the first session." position="top-start">
          <span className={classes.line}>
            <Mark shape="bar" tone="mute" />
            No tmux runs on {node.name}
          </span>
        </Tooltip>
      ))}
    </div>
  );
}
