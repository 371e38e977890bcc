import type { WorkKind } from '@architect/contracts/assignments';
import type { AutopilotEvidence } from '@architect/contracts/autopilot';
import type { Interaction } from '@architect/contracts/interactions';
import type { Project } from '@architect/contracts/projects';
import { sendPromptBody } from '@architect/contracts/prompts';
import type { Database, Tx } from '../../platform/context.ts';
import type { Assigner } from '../assigner/index.ts';
import type { WorkSource } from '../assignments/index.ts';
import { findFace } from '../records/index.ts';
import { decideMove, type Move } from './decide-move.ts';
import { notBlocked } from './follow-prompts.ts';
import { type GateOptions, passGate } from './gate.ts';
import { findMilestone, updateMilestone } from './milestone-store.ts';
import { isEnded } from './run-status.ts';
import { lockRun, updateRun } from './run-store.ts';
import { whyHeld } from './settings.ts';
import { findSettings } from './settings-store.ts';
import { insertStep, presentStep, stepsOf } from './step-store.ts';
import type { MilestoneRow, RunRow } from './tables.ts';
import { autopilotBy, tellMilestone, tellRun } from './tell.ts';
import type { TestRuns } from './test-runs.ts';
import { writePhasePrompt } from './write-phase-prompt.ts';

export interface AdvanceOptions extends GateOptions {
  db: Database;
  assigner: Pick<Assigner, 'enqueueIn'>;
  projects: { read(id: number): Promise<Project> };
  sources: Record<WorkKind, WorkSource>;
  gatherEvidence(run: RunRow): Promise<AutopilotEvidence>;
  tests: Pick<TestRuns, 'ask'>;
}

const promptMinutes = 120;
const promptPriority = 3;

/**
 * Takes a run one step on, in one transaction: a phase and its prompt are there together or not at all.
 * @returns true when there may be another step at once
 */
export async function advanceRun(
  run: RunRow,
  late: readonly Interaction[],
  options: AdvanceOptions,
): Promise<boolean> {
  const settings = await findSettings(options.db, run.project_id);
  const testCommand = settings?.constraints_json.test_command;
  const move = decideMove(run, await presentStep(options.db, run), { late, testCommand });
  if (move.kind === 'rest') return false;
  if (move.kind === 'queue') return await queuePhase(run, options);
  if (move.kind === 'test') return await proveTests(run, move, options);
  const evidence = move.kind === 'complete' ? await options.gatherEvidence(run) : null;
  return await options.db.write(async (tx) => {
    const present = await lockRun(tx, options.db, run.id);
    // Somebody was quicker: the next look decides by what is there then.
    if (!present || present.version !== run.version) return true;
    if (evidence) await completeRun(tx, present, { evidence, now: options.clock.now() });
    else await applyMove(tx, present, move);
    return true;
  });
}

async function applyMove(tx: Tx, run: RunRow, move: Move): Promise<void> {
  if (move.kind === 'next') {
    const next = { status: move.phase, phase: move.phase, attempt: 1, remark: null } as const;
    const after = await updateRun(tx, run, next);
    await tellRun(tx, after, { action: 'moved', by: autopilotBy, details: { from: run.phase } });
  }
  if (move.kind === 'unblock') {
    const after = await updateRun(tx, run, { status: run.phase, ...notBlocked });
    await tellRun(tx, after, { action: 'unblocked', by: autopilotBy });
  }
  if (move.kind === 'block') {
    const { because, question, interactionId } = move;
    const after = await updateRun(tx, run, {
      ...{ status: 'blocked', blocked_because: because, question, interaction_id: interactionId },
      ...{ waiting_because: null, waits_until: null },
    });
    await tellRun(tx, after, { action: 'blocked', by: autopilotBy, details: { because } });
  }
}

/** The run is complete, and its milestone waits for a person with the evidence. */
export async function completeRun(
  tx: Tx,
  run: RunRow,
  { evidence, now }: { evidence: AutopilotEvidence; now: number },
): Promise<RunRow> {
  const after = await updateRun(tx, run, {
    ...{ status: 'complete', completed_at: now, ...notBlocked },
    ...{ waiting_because: null, waits_until: null },
  });
  await tellRun(tx, after, { action: 'completed', by: autopilotBy });
  const milestone = await updateMilestone(tx, run.milestone_id, {
    status: 'validation',
    evidence_json: evidence,
  });
  await tellMilestone(tx, milestone, { action: 'validated', by: autopilotBy, details: { run_id: run.id } });
  return after;
}

async function queuePhase(run: RunRow, options: AdvanceOptions): Promise<boolean> {
  const { db, projects } = options;
  const milestone = await findMilestone(db, run.milestone_id);
  const before = await findSettings(db, run.project_id);
  if (!milestone) throw new Error(`run ${run.id} has no milestone`);
  const project = await projects.read(run.project_id);
  const steps = await stepsOf(db, run.id);
  // Read before the transaction: records are read by their own services.
  const text = before
    ? await writePhasePrompt({ ...options, run, milestone, settings: before, project, steps })
    : '';
  return await db.write(async (tx) => {
    const present = await lockRun(tx, db, run.id);
    if (!present || isEnded(present) || present.version !== run.version) return true;
    const settings = await findSettings(tx, run.project_id);
    if (settings?.updated_at !== before?.updated_at) return true;
    const pass = await passGate(tx, { run: present, settings, project }, options);
    if ('because' in pass) {
      await keepWait(tx, present, pass);
      return false;
    }
    await enqueuePhase(tx, { run: present, milestone, text, session: pass.session }, options);
    return true;
  });
}

/** Tests are held by the same words as prompts. They go on beside the looks of the driver, and wake it at their end. */
async function proveTests(
  run: RunRow,
  { command, step }: Extract<Move, { kind: 'test' }>,
  { db, tests, heldForAll }: AdvanceOptions,
): Promise<boolean> {
  return await db.write(async (tx) => {
    const present = await lockRun(tx, db, run.id);
    if (!present || present.version !== run.version) return true;
    const held = whyHeld(await findSettings(tx, run.project_id)) ?? heldForAll();
    await keepWait(tx, present, { because: held ?? `the tests run: ${command}`, until: null });
    if (held === null) tx.afterCommit(() => tests.ask({ run: present, step, command }));
    return false;
  });
}

/** Written only when it changes: a run that waits is looked at often. */
async function keepWait(
  tx: Tx,
  run: RunRow,
  { because, until }: { because: string; until: number | null },
): Promise<void> {
  if (run.waiting_because === because && run.waits_until === until) return;
  const after = await updateRun(tx, run, { waiting_because: because, waits_until: until });
  await tellRun(tx, after, { action: 'waits', by: autopilotBy, details: { because } });
}

interface Queued {
  run: RunRow;
  milestone: MilestoneRow;
  text: string;
  session: string;
}

async function enqueuePhase(
  tx: Tx,
  { run, milestone, text, session }: Queued,
  { assigner, clock, ...options }: AdvanceOptions,
): Promise<void> {
  const { id: run_id, phase, attempt, project_id } = run;
  const prompt = sendPromptBody.parse({
    content: text,
    priority: promptPriority,
    target_session: session,
    timeout_minutes: promptMinutes,
    idempotency_key: `autopilot:${run_id}:${phase}:${attempt}`,
    metadata: { autopilot: { run_id, milestone_id: milestone.id, phase, attempt }, project_id },
    source: 'autopilot',
  });
  const [queued] = await assigner.enqueueIn(tx, [prompt], { actor: 'autopilot' });
  if (!queued || queued.duplicate) {
    const because = `somebody else queued a prompt with the key ${prompt.idempotency_key}`;
    return await applyMove(tx, run, { kind: 'block', because, question: null, interactionId: null });
  }
  const now = clock.now();
  const prompt_id = queued.prompt.id;
  await insertStep(tx, { run_id, project_id, phase, attempt, prompt_id, session, created_at: now });
  const after = await updateRun(tx, run, {
    ...{ status: phase, session, waiting_because: null, waits_until: null },
    started_at: run.started_at ?? now,
  });
  await tellRun(tx, after, { action: 'prompted', by: autopilotBy, details: { prompt_id, attempt } });
  if (run.started_at === null) await beginMilestone(tx, milestone, { now, sources: options.sources });
}

/** The records of the scope say that somebody works on them. */
async function beginMilestone(
  tx: Tx,
  milestone: MilestoneRow,
  { now, sources }: { now: number; sources: AdvanceOptions['sources'] },
): Promise<void> {
  const started = { status: 'in_progress', started_at: milestone.started_at ?? now } as const;
  const after = await updateMilestone(tx, milestone.id, started);
  await tellMilestone(tx, after, { action: 'started', by: autopilotBy });
  for (const { kind, id } of milestone.scope_json) {
    if (kind === 'todo' || id === null) continue;
    const face = await findFace(tx, { kind, id });
    const waits = sources[kind].waiting.includes(face?.status ?? '');
    if (face && !face.is_deleted && waits) await sources[kind].begin(tx, id, autopilotBy);
  }
}
