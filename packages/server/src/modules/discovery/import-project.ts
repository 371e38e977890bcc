import { readdir } from 'node:fs/promises';
import type { Discovered, ImportedProject, WantedImport } from '@architect/contracts/discovery';
import { featureRecords } from '@architect/contracts/features';
import type { Project } from '@architect/contracts/projects';
import { projectRecords } from '@architect/contracts/projects';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { Clock, Database, Tx } from '../../platform/context.ts';
import type { Errors } from '../errors/index.ts';
import type { Features } from '../features/index.ts';
import type { Projects } from '../projects/index.ts';
import { importErrors, knownMessages } from './import-errors.ts';
import { inspectProject } from './inspect-project.ts';

/** Of one project, when an update looks for what is new. */
const mostKnown = 100_000;

export interface ImportParts {
  db: Database;
  clock: Clock;
  projects: Projects;
  features: Features;
  errors: Errors;
}

/** What is imported: what was given, else what the files say. */
type Found = Omit<Discovered, 'project_id'>;

/** @param path real path of the project @throws AppError CONFLICT with the id for a project that is known */
export async function importProject(
  path: string,
  wanted: WantedImport,
  { by, ...parts }: ImportParts & { by: By },
): Promise<ImportedProject> {
  const found = await collect(path, wanted);
  const known = await findKnown(parts.projects, found);
  if (known && !wanted.update)
    throw new AppError(
      'CONFLICT',
      `project ${known.id} "${known.name}" has this path or name; say update to change it`,
      { details: { id: known.id } },
    );
  return known
    ? await update(known, found, { ...parts, by, isTrial: wanted.dry_run })
    : await create(found, { ...parts, by, isTrial: wanted.dry_run });
}

/** The id of the project that has this path, else of the one that has this name. */
export async function findKnown(
  projects: Projects,
  { path, name }: { path: string; name: string },
): Promise<Project | null> {
  const all = await projects.roots();
  const byPath = all.find(({ source_path }) => source_path.replace(/\/+$/, '') === path);
  if (byPath) return await projects.read(byPath.id);
  const named = await projects.findByName(name);
  return named === null ? null : await projects.read(named);
}

async function collect(path: string, wanted: WantedImport): Promise<Found> {
  const found = await inspectProject(path, { names: (await readdir(path)).sort(), source: path });
  const features = wanted.features?.map((one) => ({ ...one, status: one.status ?? 'draft' }) as const);
  const objectives = wanted.objectives ?? found.objectives;
  return {
    ...found,
    name: wanted.name ?? found.name,
    description: describe(wanted.description ?? found.description, objectives),
    language: wanted.language === undefined ? found.language : wanted.language,
    framework: wanted.framework === undefined ? found.framework : wanted.framework,
    features: features ?? found.features,
  };
}

function describe(description: string, objectives: readonly string[]): string {
  if (objectives.length === 0) return description;
  return `${description}\n\nObjectives:\n${objectives.map((one) => `- ${one}`).join('\n')}`.trim();
}

interface Run extends ImportParts {
  by: By;
  isTrial: boolean;
}

async function create(found: Found, run: Run): Promise<ImportedProject> {
  const counts = { features_imported: found.features.length, errors_imported: found.errors.length };
  const base = { created: true, dry_run: run.isTrial, changes: [], ...counts };
  if (run.isTrial) return { id: 0, ...base };
  const id = await run.db.write(async (tx) => {
    const wanted = { name: found.name, source_path: found.path, ...valuesOf(found) };
    const body = projectRecords.create.body?.parse(wanted);
    if (!body) throw new Error('projects are created from a body');
    const { id } = await run.projects.within(tx).create(body, run.by);
    await addFeatures(tx, { project_id: id, features: found.features }, run);
    await importErrors(tx, { project_id: id, errors: found.errors }, run);
    return id;
  });
  return { id, ...base };
}

async function update(known: Project, found: Found, run: Run): Promise<ImportedProject> {
  const wanted = { source_path: found.path, ...valuesOf(found) };
  const changes = (Object.keys(wanted) as (keyof typeof wanted)[])
    // What the files do not say stays as people wrote it.
    .filter((field) => wanted[field] && wanted[field] !== known[field])
    .map((field) => ({ field, from: known[field], to: wanted[field] }));
  const features = await newFeatures(known.id, found, run);
  const messages = await knownMessages(known.id, run);
  const errors = found.errors.filter(({ message }) => !messages.has(message));
  const counts = { features_imported: features.length, errors_imported: errors.length };
  if (!run.isTrial)
    await run.db.write(async (tx) => {
      const change = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
      if (changes.length > 0)
        await run.projects.within(tx).change(known.id, { ...change, version: known.version }, run.by);
      await addFeatures(tx, { project_id: known.id, features }, run);
      await importErrors(tx, { project_id: known.id, errors }, run);
    });
  return { id: known.id, created: false, dry_run: run.isTrial, changes, ...counts };
}

function valuesOf({ description, language, framework, repository_url }: Found) {
  return { description, language, framework, repository_url };
}

async function newFeatures(project_id: number, found: Found, { features }: Run): Promise<Found['features']> {
  const { data } = await features.list({ project_id, deleted: 'include', page: 1, per_page: mostKnown });
  const names = new Set(data.map(({ name }) => name.toLowerCase()));
  return found.features.filter(({ name }) => !names.has(name.toLowerCase()));
}

async function addFeatures(
  tx: Tx,
  { project_id, features }: { project_id: number; features: Found['features'] },
  { features: service, by }: Run,
): Promise<void> {
  for (const feature of features) {
    const body = featureRecords.create.body?.parse({ ...feature, project_id });
    if (body) await service.within(tx).create(body, by);
  }
}
