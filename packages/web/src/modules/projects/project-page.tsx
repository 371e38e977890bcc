import type { Project } from '@architect/contracts/projects';
import { type PageRecord, projectKind } from '../../lib/record-kinds.ts';
import { RecordPage } from '../../parts/record-page.tsx';
import { ProjectFields } from './project-fields.tsx';
import { ProjectHealth } from './project-health.tsx';

export function ProjectPage() {
  return (
    <RecordPage
      kind={projectKind}
      top={(record) => (isProject(record) ? <ProjectHealth project={record} /> : null)}
      facts={(record) => (isProject(record) ? <ProjectFields project={record} /> : null)}
    />
  );
}

function isProject(record: PageRecord): record is Project {
  return 'health' in record;
}
