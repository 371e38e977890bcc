import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { ActivityRows } from '../../parts/activity-rows.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useProjectStats } from './use-project-stats.ts';

const shownAtMost = 10;

/** What happened last to a project and to what belongs to it. */
export function ProjectActivity({ id }: { id: number }) {
  const stats = useProjectStats(id);
  return (
    <Panel
      title="Activity"
      flush
      actions={
        <Anchor component={Link} to={`/activity?project=${id}`} size="xs" px={6}>
          All activity
        </Anchor>
      }
    >
      <Loaded from={stats} rows={4}>
        {({ recent_activity: recent }) => <ActivityRows activity={recent.slice(0, shownAtMost)} />}
      </Loaded>
    </Panel>
  );
}
