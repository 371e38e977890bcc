import type { Project } from '@architect/contracts/projects';
import { type PageRecord, projectKind } from '../../lib/record-kinds.ts';
import { columnsOf, type RecordColumn } from '../../parts/record-columns.tsx';
import { RecordList } from '../../parts/record-list.tsx';
import { HealthCell } from './project-health.tsx';
import { ScanButton } from './scan-button.tsx';

const health: readonly (readonly [keyof Project['health'], string, string])[] = [
  ['open_features', 'Features', '/features'],
  ['open_bugs', 'Bugs', '/bugs'],
  ['open_errors', 'Errors', '/errors'],
  ['open_devops_tasks', 'DevOps', '/devops-tasks'],
];

const columns = columnsOf(
  projectKind,
  health.map(
    ([field, title, path]): RecordColumn => ({
      field,
      title,
      width: 84,
      sortable: false,
      onCard: true,
      render: (record) =>
        isProject(record) ? <HealthCell project={record} field={field} title={title} path={path} /> : null,
    }),
  ),
);

export function ProjectsPage() {
  return (
    <RecordList
      kind={projectKind}
      note="What is being worked on, with the open work of each."
      columns={columns}
      views={<ScanButton />}
    />
  );
}

function isProject(record: PageRecord): record is Project {
  return 'health' in record;
}
