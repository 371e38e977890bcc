import type { Project } from '@architect/contracts/projects';
import { useMayAct } from '../../lib/app-context.tsx';
import { type PageRecord, projectKind } from '../../lib/record-kinds.ts';
import { FilesPanel } from '../../parts/files-panel.tsx';
import { RecordPage } from '../../parts/record-page.tsx';
import { ProjectActivity } from './project-activity.tsx';
import { ProjectAutopilot } from './project-autopilot.tsx';
import { ProjectFields } from './project-fields.tsx';
import { ProjectHealth } from './project-health.tsx';

export function ProjectPage() {
  // Viewers read documents, not files.
  const mayAct = useMayAct();
  return (
    <RecordPage
      kind={projectKind}
      top={(record) => (isProject(record) ? <ProjectHealth project={record} /> : null)}
      middle={(record) => (
        <>
          {record.deleted_at === null ? <ProjectAutopilot projectId={record.id} /> : null}
          <ProjectActivity id={record.id} />
          {mayAct && isProject(record) && record.source_path !== null && record.deleted_at === null ? (
            <FilesPanel key={record.source_path} projectId={record.id} />
          ) : null}
        </>
      )}
      facts={(record) => (isProject(record) ? <ProjectFields project={record} /> : null)}
    />
  );
}

function isProject(record: PageRecord): record is Project {
  return 'health' in record;
}
