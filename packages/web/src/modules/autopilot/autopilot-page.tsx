import type { AutopilotQueue } from '@architect/contracts/autopilot-endpoints';
import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useAutopilotPast, useAutopilotQueue } from '../../lib/autopilot.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { MilestoneCard } from './milestone-card.tsx';
import { RunCard } from './run-card.tsx';

/** What the autopilot proposes and does. Nothing begins before a person approves it. */
export function AutopilotPage() {
  const queue = useAutopilotQueue();
  return (
    <Page title="Autopilot" note="Proposed work, and agents that do what you approved. Nothing is deployed.">
      <Loaded from={queue} rows={6}>
        {(found) => <Queue queue={found} />}
      </Loaded>
      <Past />
    </Page>
  );
}

function Queue({ queue }: { queue: AutopilotQueue }) {
  const { summary, blocked, validation, ready_for_approval: proposed } = queue;
  const forYou = summary.blocked + summary.validation + summary.ready_for_approval;
  const running = [...queue.in_progress, ...queue.waiting];
  return (
    <>
      <Panel title="Waits for you" count={forYou} tone={forYou > 0 ? 'need' : undefined} flush>
        {blocked.map((run) => (
          <RunCard key={`run ${run.id}`} run={run} />
        ))}
        {[...validation, ...proposed].map((milestone) => (
          <MilestoneCard key={milestone.id} milestone={milestone} />
        ))}
        {forYou === 0 ? (
          <Nothing title="Nothing waits for you.">
            Switch the autopilot on where you want it, on the page of a{' '}
            <Anchor component={Link} to="/projects">
              project
            </Anchor>
            : it looks for recurring errors, bugs, features with a spec and notes in the code.
          </Nothing>
        ) : null}
      </Panel>
      <Panel title="Runs" count={running.length} flush>
        {running.map((run) => (
          <RunCard key={run.id} run={run} />
        ))}
        {running.length === 0 ? (
          <Nothing title="Nothing runs.">
            Approve a milestone, and an agent takes it through its phases.
          </Nothing>
        ) : null}
      </Panel>
    </>
  );
}

function Past() {
  const past = useAutopilotPast();
  if (!past.data || past.data.length === 0) return null;
  return (
    <Panel title="Decided" count={past.data.length} flush>
      {past.data.map((milestone) => (
        <MilestoneCard key={milestone.id} milestone={milestone} />
      ))}
    </Panel>
  );
}
