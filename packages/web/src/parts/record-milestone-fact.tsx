import type { Milestone } from '@architect/contracts/milestones';
import { Anchor, Select } from '@mantine/core';
import { Link } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { type KindOfRecord, milestoneKind, type PageRecord } from '../lib/record-kinds.ts';
import { useRecords, useRecordWrites } from '../lib/records.ts';
import { useAct } from '../lib/use-act.tsx';
import { Fact } from '../ui/fact-list.tsx';

/** The milestone of a feature or a bug: one of its project, chosen in place. */
export function MilestoneFact(props: {
  kind: KindOfRecord;
  record: PageRecord;
  projectId: number | null;
  milestoneId: number | null;
}) {
  const { projectId, milestoneId, record } = props;
  const query = { project_id: projectId ?? undefined, sort: 'target_date', per_page: 200 };
  const list = useRecords<Milestone>(milestoneKind, query, projectId !== null);
  const mayAct = useMayAct() && record.deleted_at === null;
  const writes = useRecordWrites(props.kind);
  const act = useAct();
  const known = list.data?.items ?? [];
  if (projectId === null || (!mayAct && milestoneId === null)) return null;
  const current = known.find(({ id }) => id === milestoneId);
  return (
    <Fact label="Milestone">
      {mayAct ? (
        <Select
          size="xs"
          clearable
          searchable
          aria-label="Milestone"
          placeholder="None"
          nothingFoundMessage="This project has none of this name"
          clearButtonProps={{ 'aria-label': 'No milestone' }}
          data={known.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={current ? String(current.id) : null}
          onChange={(value) =>
            void act(
              () => writes.change(record.id, { milestone_id: value === null ? null : Number(value) }),
              'Saved.',
            )
          }
        />
      ) : null}
      {milestoneId === null ? null : (
        <Anchor component={Link} to={`/milestones/${milestoneId}`} size="xs">
          {mayAct ? 'Open the milestone' : (current?.name ?? `milestone ${milestoneId}`)}
        </Anchor>
      )}
    </Fact>
  );
}
