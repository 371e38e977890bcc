import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useActivity } from '../../lib/stats.ts';
import { ActivityRows } from '../../parts/activity-rows.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';

export function ActivityPage() {
  const [page, setPage] = useState(1);
  const [actor, setActor] = useState('');
  const [wanted] = useDebouncedValue(actor.trim(), 250);
  const activity = useActivity({
    sort: '-id',
    page,
    per_page: 50,
    actor_like: wanted || undefined,
  });
  return (
    <Page
      title="Activity"
      note="Who did what, recorded together with each change."
      actions={
        <TextInput
          size="xs"
          aria-label="Filter by who"
          placeholder="Who"
          leftSection={<IconSearch size={14} />}
          value={actor}
          onChange={(event) => {
            setActor(event.currentTarget.value);
            setPage(1);
          }}
        />
      }
    >
      <Panel title="Newest first" count={activity.data?.pagination.total} flush>
        <Loaded from={activity} rows={10}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing title="No activity found.">
                Clear the filter, or come back after something was done.
              </Nothing>
            ) : (
              <ActivityRows activity={items} detailed />
            )
          }
        </Loaded>
        <Pager pagination={activity.data?.pagination} onPage={setPage} />
      </Panel>
    </Page>
  );
}
