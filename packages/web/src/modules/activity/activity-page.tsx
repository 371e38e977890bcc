import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { ActivityRows } from '../../parts/activity-rows.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type ActivityFilter, isNarrowed, queryOf, readFilter, writeFilter } from './activity-filter.ts';
import { ActivityFilterBar } from './activity-filter-bar.tsx';
import classes from './activity-page.module.css';
import { useActivityFeed } from './use-activity-feed.ts';

/** The audit trail, live and without an end. What narrows it lives in the address. */
export function ActivityPage() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const change = (next: Partial<ActivityFilter>) =>
    setParams(writeFilter({ ...filter, ...next }), { replace: true });
  const feed = useActivityFeed(queryOf(filter));
  return (
    <Page title="Activity" note="Who did what, recorded together with each change.">
      <ActivityFilterBar filter={filter} onChange={change} />
      <Panel
        title="Newest first"
        flush
        actions={
          feed.isBehind ? (
            <Button size="compact-xs" variant="light" onClick={feed.readAnew}>
              Much happened: show the newest
            </Button>
          ) : null
        }
      >
        <Loaded from={feed.list} rows={10}>
          {(entries) =>
            entries.length === 0 ? (
              <NoActivity
                isNarrowed={isNarrowed(filter)}
                onClear={() => setParams(new URLSearchParams(), { replace: true })}
              />
            ) : (
              <ActivityRows activity={entries} detailed />
            )
          }
        </Loaded>
        {feed.hasOlder ? <Older feed={feed} /> : null}
      </Panel>
    </Page>
  );
}

/** Reads on when it comes into view; the button is for keyboards and for a failed reading. */
function Older({ feed }: { feed: ReturnType<typeof useActivityFeed> }) {
  const { ref, entry } = useIntersection({ rootMargin: '400px' });
  const isDue = (entry?.isIntersecting ?? false) && !feed.isReadingOlder && !feed.isStuck;
  // biome-ignore lint/correctness/useExhaustiveDependencies: reading on is asked for by coming near alone.
  useEffect(() => {
    if (isDue) feed.readOlder();
  }, [isDue]);
  return (
    <div ref={ref} className={classes.older}>
      <Button variant="subtle" loading={feed.isReadingOlder} onClick={feed.readOlder}>
        Show older ones
      </Button>
    </div>
  );
}

function NoActivity(props: { isNarrowed: boolean; onClear(): void }) {
  if (!props.isNarrowed)
    return <Nothing title="No activity yet.">Everything people and agents do is recorded here.</Nothing>;
  return (
    <Nothing
      title="Nothing matches."
      action={
        <Button variant="default" onClick={props.onClear}>
          Clear the filters
        </Button>
      }
    >
      Other things happened; these filters hide them.
    </Nothing>
  );
}
