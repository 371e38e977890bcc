import type { Bug } from '@architect/contracts/bugs';
import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { bugKind } from '../../lib/record-kinds.ts';
import { recordPath } from '../../lib/record-words.ts';
import { MilestoneFact } from '../../parts/record-milestone-fact.tsx';
import { RecordPage } from '../../parts/record-page.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Fact } from '../../ui/fact-list.tsx';
import { isBug, RespondBy } from './respond-by.tsx';

export function BugPage() {
  return <RecordPage kind={bugKind} facts={(record) => (isBug(record) ? <Facts of={record} /> : null)} />;
}

function Facts({ of }: { of: Bug }) {
  return (
    <>
      <MilestoneFact kind={bugKind} record={of} projectId={of.project_id} milestoneId={of.milestone_id} />
      {of.status === 'open' && of.responded_at === null ? (
        <Fact label="Answer">
          <RespondBy bug={of} />
        </Fact>
      ) : null}
      {of.environment ? <Fact label="Environment">{of.environment}</Fact> : null}
      {of.error_id === null ? null : (
        <Fact label="Error">
          <Anchor component={Link} to={recordPath('error', of.error_id)} size="sm">
            error {of.error_id}
          </Anchor>
        </Fact>
      )}
      {of.resolved_at ? (
        <Fact label="Resolved">
          <Ago at={of.resolved_at} />
          {of.resolution_hours === null ? null : `, after ${of.resolution_hours.toFixed(1)} h`}
        </Fact>
      ) : null}
    </>
  );
}
