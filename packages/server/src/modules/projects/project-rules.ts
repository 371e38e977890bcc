import type { NewProject, Project, ProjectChange } from '@architect/contracts/projects';
import { AppError } from '../../platform/app-error.ts';
import type { Tx } from '../../platform/context.ts';
import { type RecordRules, type RecordStore, timesOf } from '../records/index.ts';
import { type CountCriticalBugs, readHealth } from './health.ts';
import { findByName, type ProjectRow } from './store.ts';

/** What projects add to records: names are unique, and each shows its open work. */
export function projectRules(
  store: RecordStore<ProjectRow>,
  countCriticalBugs: CountCriticalBugs,
): RecordRules<ProjectRow, Project, NewProject, ProjectChange> {
  return {
    store,
    kind: 'project',
    async created(tx, { labels, ...wanted }) {
      await refuseTakenName(tx, wanted.name);
      return { ...wanted, labels_json: labels };
    },
    async changed(tx, before, { labels, ...change }) {
      if (change.name !== undefined) await refuseTakenName(tx, change.name, before.id);
      return { ...change, ...(labels && { labels_json: labels }) };
    },
    restored: (tx, row) => refuseTakenName(tx, row.name, row.id),
    async toRecords(source, rows) {
      const health = await readHealth(
        source,
        rows.map(({ id }) => id),
        countCriticalBugs,
      );
      return rows.map((row) => toProject(row, health));
    },
    face: ({ id, name, status, description, labels_json }) => ({
      title: name,
      status,
      project_id: id,
      body: description,
      labels: labels_json,
    }),
  };
}

function toProject(
  { labels_json, ...row }: ProjectRow,
  health: Awaited<ReturnType<typeof readHealth>>,
): Project {
  const own = health.get(row.id);
  if (!own) throw new Error(`the health of project ${row.id} was not read`);
  return { ...row, ...timesOf(row), labels: labels_json, health: own };
}

async function refuseTakenName(tx: Tx, name: string, ownId?: number): Promise<void> {
  const id = await findByName(tx, name);
  if (id !== null && id !== ownId)
    throw new AppError('CONFLICT', `project ${id} has the name "${name}" already`, { details: { id } });
}
