import type { Feature } from '@architect/contracts/features';
import { featureKind, type PageRecord } from '../../lib/record-kinds.ts';
import { MilestoneFact } from '../../parts/record-milestone-fact.tsx';
import { RecordPage } from '../../parts/record-page.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Fact } from '../../ui/fact-list.tsx';
import { FeatureFiles } from './feature-files.tsx';

export function FeaturePage() {
  return (
    <RecordPage
      kind={featureKind}
      middle={(record) => <FeatureFiles featureId={record.id} />}
      facts={(record) => (isFeature(record) ? <Facts of={record} /> : null)}
    />
  );
}

function Facts({ of }: { of: Feature }) {
  return (
    <>
      <MilestoneFact kind={featureKind} record={of} projectId={of.project_id} milestoneId={of.milestone_id} />
      {of.started_at ? (
        <Fact label="Begun">
          <Ago at={of.started_at} />
        </Fact>
      ) : null}
      {of.completed_at ? (
        <Fact label="Completed">
          <Ago at={of.completed_at} />
        </Fact>
      ) : null}
      {of.estimated_hours === null && of.actual_hours === null ? null : (
        <Fact label="Hours">
          {of.actual_hours ?? '–'} of {of.estimated_hours ?? '–'} estimated
        </Fact>
      )}
    </>
  );
}

function isFeature(record: PageRecord): record is Feature {
  return 'spec' in record;
}
