import type { Interaction } from '@architect/contracts/interactions';
import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { usePendingInteractions } from '../lib/interactions.ts';
import { Panel } from '../ui/panel.tsx';
import { InteractionCard } from './interaction-card.tsx';
import classes from './pending-decisions.module.css';

/** What waits for a person, where it concerns this page; nothing when nothing does. */
export function PendingDecisions(props: {
  concerns(interaction: Interaction): boolean;
  /** More than these are left to the page of all decisions. */
  limit?: number;
  withTerminalLink?: boolean;
}) {
  const pending = usePendingInteractions().data?.items.filter(props.concerns) ?? [];
  if (pending.length === 0) return null;
  const more = pending.length - (props.limit ?? pending.length);
  return (
    <Panel
      title="Needs you"
      count={pending.length}
      tone="need"
      flush
      actions={
        <Anchor component={Link} to="/interactions" size="xs" px={6}>
          Answer by keyboard
        </Anchor>
      }
    >
      {pending.slice(0, props.limit).map((interaction) => (
        <InteractionCard
          key={interaction.id}
          interaction={interaction}
          compact
          withTerminalLink={props.withTerminalLink}
        />
      ))}
      {more > 0 ? (
        <Link to="/interactions" className={classes.more}>
          {more} more {more === 1 ? 'waits' : 'wait'} for you
        </Link>
      ) : null}
    </Panel>
  );
}
