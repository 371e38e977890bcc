import type { WorkKind } from '@architect/contracts/assignments';
import type { AutopilotMilestone, ScopeItem } from '@architect/contracts/autopilot';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { isAssigned, type WorkSource } from '../assignments/index.ts';
import { requireFace } from '../records/index.ts';
import { findProposals, type Proposal, type ProposalSigns } from './find-proposals.ts';
import { countProposed, insertMilestone, knownKeys, toMilestone } from './milestone-store.ts';
import { pathsIn, rateRisk } from './rate-risk.ts';
import { markLooked } from './settings-store.ts';
import { tellMilestone } from './tell.ts';

export interface ProposeOptions extends Pick<ModuleContext, 'db'>, ProposalSigns {
  sources: Record<WorkKind, WorkSource>;
}

/** More than these wait for nobody. */
const mostProposed = 10;
/** What was decided is not brought up again so soon. */
const quietMs = 7 * 86_400_000;

/** Looks for work in a project and writes down what is not known yet. @throws AppError NOT_FOUND */
export async function propose(
  projectId: number,
  { by, ...options }: ProposeOptions & { by: By },
): Promise<AutopilotMilestone[]> {
  const { db, clock } = options;
  await requireFace(db, { kind: 'project', id: projectId });
  const known = await knownKeys(db, projectId, clock.now() - quietMs);
  const room = mostProposed - (await countProposed(db, projectId));
  const found: (Proposal & { paths: string[] })[] = [];
  for (const proposal of await findProposals(options, projectId)) {
    if (found.length >= room) break;
    if (known.has(proposal.key) || (await isTaken(proposal.scope, options))) continue;
    found.push({ ...proposal, paths: await pathsOf(proposal.scope, options) });
  }
  return await db.write(async (tx) => {
    await markLooked(tx, projectId, clock.now());
    const kept: AutopilotMilestone[] = [];
    for (const { key, name, goal, scope, doneWhen, ...signs } of found) {
      const risk = rateRisk(signs);
      const row = await insertMilestone(tx, {
        ...{ project_id: projectId, work_key: key, name, goal, scope_json: scope, done_when_json: doneWhen },
        ...{ risk_score: risk.score, risk_factors_json: risk.factors, status: 'proposed' },
        created_at: clock.now(),
      });
      if (!row) continue;
      await tellMilestone(tx, row, { action: 'proposed', by });
      kept.push(toMilestone(row));
    }
    return kept;
  });
}

/** Somebody works on it already. */
async function isTaken(scope: readonly ScopeItem[], { db }: ProposeOptions): Promise<boolean> {
  for (const { kind, id } of scope)
    if (kind !== 'todo' && id !== null && (await isAssigned(db, { kind, id }))) return true;
  return false;
}

async function pathsOf(scope: readonly ScopeItem[], { sources }: ProposeOptions): Promise<string[]> {
  const texts: string[] = [];
  for (const { kind, id, title, place } of scope) {
    texts.push(title, place ?? '');
    if (kind === 'todo' || id === null) continue;
    try {
      const { task, data } = await sources[kind].read(id);
      texts.push(task, data);
    } catch (error) {
      // Deleted since it was listed: its title is what there is to go by.
      if (!(error instanceof AppError)) throw error;
    }
  }
  return pathsIn(texts.join('\n'));
}
