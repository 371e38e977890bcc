import { useMemo } from 'react';
import { usePrompts } from '../../lib/prompts.ts';
import { useActivity } from '../../lib/stats.ts';
import { ActivityRows } from '../../parts/activity-rows.tsx';
import { PendingDecisions } from '../../parts/pending-decisions.tsx';
import { PromptRows } from '../../parts/prompt-rows.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Figures } from './figures.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Fleet } from './fleet.tsx';
import { More } from './more.tsx';
import { NextMilestones } from './next-milestones.tsx';
import { OpenWork } from './open-work.tsx';
import classes from './overview-page.module.css';

const openQuery = { status_in: 'pending,assigned,in_progress', sort: '-status,-priority,id', per_page: 50 };
const doneQuery = { status_in: 'completed,failed,cancelled', sort: '-completed_at', per_page: 8 };

const always = () => true;

export function OverviewPage() {
  const open = usePrompts(openQuery);
  const prompts = useMemo(() => {
    const inFlight = open.data?.items.filter((one) => one.status !== 'pending') ?? [];
    const waiting = open.data?.items.filter((one) => one.status === 'pending') ?? [];
    return { inFlight, waiting, byId: new Map(inFlight.map((one) => [one.id, one])) };
  }, [open.data]);
  return (
    <Page title="Overview">
      <FirstSteps />
      <Figures />
      <PendingDecisions concerns={always} limit={3} />
      <Fleet prompts={prompts.byId} />
      <OpenWork />
      <NextMilestones />
      <div className={classes.columns}>
        <div className={classes.column}>
          <Panel
            title="In flight and waiting"
            count={open.data?.pagination.total}
            flush
            actions={<More to="/prompts?status=open" label="All open prompts" />}
          >
            <Loaded from={open} rows={4}>
              {({ items }) =>
                items.length === 0 ? (
                  <Nothing title="The queue is empty.">
                    Compose a prompt (c): an idle agent gets it at once.
                  </Nothing>
                ) : (
                  <PromptRows prompts={[...prompts.inFlight, ...prompts.waiting].slice(0, 8)} />
                )
              }
            </Loaded>
          </Panel>
          <RecentlyFinished />
        </div>
        <div className={classes.column}>
          <RecentActivity />
        </div>
      </div>
    </Page>
  );
}

function RecentlyFinished() {
  const done = usePrompts(doneQuery);
  return (
    <Panel title="Recently finished" flush actions={<More to="/prompts" label="All prompts" />}>
      <Loaded from={done} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="Nothing has finished yet.">
              Each prompt ends as completed, or as failed with the true reason.
            </Nothing>
          ) : (
            <PromptRows prompts={items} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function RecentActivity() {
  const activity = useActivity({ sort: '-id', per_page: 12 });
  return (
    <Panel title="Activity" flush actions={<More to="/activity" label="All activity" />}>
      <Loaded from={activity} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title="No activity yet.">Everything people and agents do is recorded here.</Nothing>
          ) : (
            <ActivityRows activity={items} />
          )
        }
      </Loaded>
    </Panel>
  );
}
