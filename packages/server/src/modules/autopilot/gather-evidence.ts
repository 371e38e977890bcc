import type { AutopilotEvidence, SourceCommit } from '@architect/contracts/autopilot';
import type { Project } from '@architect/contracts/projects';
import { AppError } from '../../platform/app-error.ts';
import type { Database } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import type { Nodes } from '../nodes/index.ts';
import { findMilestone } from './milestone-store.ts';
import { findViolations, rateRisk } from './rate-risk.ts';
import { findSettings } from './settings-store.ts';
import { stepsOf, toStep } from './step-store.ts';
import type { MilestoneRow, RunRow, StepRow } from './tables.ts';

export interface EvidenceSources {
  db: Database;
  nodes: Pick<Nodes, 'request'>;
  localNode: string | null;
  projects: { read(id: number): Promise<Project> };
}

const filesOfPiece = 10;

/** What a run has done, for a person to judge. What cannot be known is a note, never a failure. */
export async function gatherEvidence(run: RunRow, options: EvidenceSources): Promise<AutopilotEvidence> {
  const { db } = options;
  const [milestone, settings, steps] = await Promise.all([
    findMilestone(db, run.milestone_id),
    findSettings(db, run.project_id),
    stepsOf(db, run.id),
  ]);
  const { commits, note } = await commitsSince(run, options);
  const own = commits.filter(({ branch }) => branch === run.branch);
  const files = [...new Set(own.flatMap((commit) => commit.files))];
  const told = steps.flatMap(({ cost_usd }) => (cost_usd === null ? [] : [cost_usd]));
  const tested = steps.findLast(({ phase }) => phase === 'testing');
  return {
    run_id: run.id,
    steps: steps.map(toStep),
    tests: howTestsEnded(tested),
    branch: run.branch,
    commits,
    commits_note: note ?? (own.length === 0 ? `no commit on ${run.branch}` : null),
    risk: rateRisk({ severity: severityOf(milestone), paths: files, size: files.length / filesOfPiece }),
    violations: findViolations(settings?.constraints_json ?? {}, own),
    remarks: run.remarks_json,
    cost_usd: told.length === 0 ? null : told.reduce((sum, cost) => sum + cost, 0),
    prompts_without_cost: steps.length - told.length,
  };
}

function howTestsEnded(step: StepRow | undefined): AutopilotEvidence['tests'] {
  const { verdict, test_run_json: ran } = step ?? {};
  if (ran) return ran.exit_code === 0 ? 'passed' : 'failed';
  return verdict === 'passed' || verdict === 'failed' ? verdict : 'unknown';
}

/** As it was rated when it was proposed. */
function severityOf(milestone: MilestoneRow | null): 'critical' | 'high' | 'medium' | 'low' {
  const points = milestone?.risk_factors_json.find(({ rule }) => rule === 'severity')?.points ?? 0;
  return points >= 30 ? 'critical' : points >= 20 ? 'high' : points >= 10 ? 'medium' : 'low';
}

async function commitsSince(
  run: RunRow,
  { nodes, localNode, projects }: EvidenceSources,
): Promise<{ commits: SourceCommit[]; note: string | null }> {
  const { source_path: root } = await projects.read(run.project_id);
  if (root === null) return { commits: [], note: 'the project has no source path' };
  if (localNode === null) return { commits: [], note: 'this server has no node on its own machine' };
  try {
    const since = toTime(run.started_at ?? run.created_at);
    return await nodes.request(localNode, 'source.commits', { root, since });
  } catch (error) {
    if (error instanceof AppError) return { commits: [], note: error.message };
    throw error;
  }
}
