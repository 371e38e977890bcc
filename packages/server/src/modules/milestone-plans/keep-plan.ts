import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type KeptPlan,
  type MilestonePlan,
  milestonePlan,
  type ProjectPlan,
} from '@architect/contracts/milestone-plans';
import { randomWord } from '../../platform/ids.ts';
import { toTime } from '../../platform/time.ts';
import { writeSummary } from './write-summary.ts';

const directory = 'milestones';
/** Plans of one project that are kept; older ones make room. */
const mostKept = 30;
const planFile = /^(.+)_milestones_(\d{8}_\d{6})\.json$/;

type Kept = NonNullable<ProjectPlan['files']>;

/** The name of a project as files have it; with its number where letters had to be replaced. */
export function slugOf({ id, name }: { id: number; name: string }): string {
  const slug = name
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[._-]+/, '')
    .slice(0, 80);
  return slug === name ? slug : `${slug}-${id}`;
}

/** Writes the files of a plan, unless the last ones say the same. @returns their paths from the data directory */
export async function keepPlan(
  plan: MilestonePlan,
  { dataDir, slug, now }: { dataDir: string; slug: string; now: number },
): Promise<Kept> {
  await mkdir(join(dataDir, directory), { recursive: true, mode: 0o700 });
  const summary_file = join(directory, `${slug}_summary.md`);
  const names = await namesOf(dataDir, slug);
  const last = names.at(-1);
  const before = last === undefined ? null : await readPlan(dataDir, last);
  if (last !== undefined && before && saysTheSame(before, plan))
    return { file: join(directory, last), summary_file, is_new: false };
  const stamp = toTime(now).slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  const file = join(directory, `${slug}_milestones_${stamp}.json`);
  await replaceFile(join(dataDir, file), `${JSON.stringify(plan, null, 2)}\n`);
  await replaceFile(join(dataDir, summary_file), writeSummary(plan));
  for (const name of names.slice(0, -mostKept + 1)) await rm(join(dataDir, directory, name), { force: true });
  return { file, summary_file, is_new: true };
}

/** The last plan of each project, by name. */
export async function listKeptPlans(dataDir: string): Promise<KeptPlan[]> {
  const last = new Map<string, string>();
  for (const name of await namesOf(dataDir)) last.set(planFile.exec(name)?.[1] ?? name, name);
  const kept: KeptPlan[] = [];
  for (const [slug, name] of last) {
    const plan = await readPlan(dataDir, name);
    if (!plan) continue;
    const { project_id, project, generated_at, total_tasks, total_milestones } = plan;
    const files = { file: join(directory, name), summary_file: join(directory, `${slug}_summary.md`) };
    kept.push({ ...files, project_id, project, generated_at, total_tasks, total_milestones });
  }
  return kept;
}

/** Oldest first. */
async function namesOf(dataDir: string, slug?: string): Promise<string[]> {
  const names = await readdir(join(dataDir, directory)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.sort().filter((name) => {
    const own = planFile.exec(name)?.[1];
    return own !== undefined && (slug === undefined || own === slug);
  });
}

/** Null for a file that is no plan of this version. */
async function readPlan(dataDir: string, name: string): Promise<MilestonePlan | null> {
  const text = await readFile(join(dataDir, directory, name), 'utf8');
  try {
    return milestonePlan.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // Somebody edited it: then it is not JSON.
    return null;
  }
}

/** Days and lines pass without a plan saying anything new. */
function saysTheSame(before: MilestonePlan, after: MilestonePlan): boolean {
  const said = ({ milestones, is_cut }: MilestonePlan): string =>
    JSON.stringify([
      milestones.map(({ id, tasks }) => [id, tasks.map(({ line_number: _line, ...task }) => task)]),
      is_cut,
    ]);
  return said(before) === said(after);
}

async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomWord(8)}.tmp`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, path);
}
