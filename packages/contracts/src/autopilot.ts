import { z } from 'zod';
import { workKind } from './assignments.ts';
import { bodyText } from './records.ts';
import { type FilterKind, time, wordList } from './reply.ts';

/** What the autopilot of a project may do at most. A mode is a ceiling: it is asked before every prompt. */
export const autopilotMode = z
  .enum(['observe', 'fix_forward', 'auto_staging', 'auto_prod'])
  .meta({ id: 'AutopilotMode' });
export type AutopilotMode = z.infer<typeof autopilotMode>;

const paths = z.array(z.string().trim().min(1).max(500)).max(100);

/** Known rules are checked; everything else is kept and told to the agents as it is. */
export const autopilotConstraints = z
  .object({
    no_breaking_changes: z.boolean().optional(),
    no_new_dependencies: z.boolean().optional(),
    /** Beginnings of paths below the source path. Commits that touch them are named in the evidence. */
    forbidden_paths: paths.optional(),
    /** More than these in one run are named in the evidence. */
    max_files_changed: z.number().int().min(1).max(10_000).optional(),
    /** Shell words that prove the work: once the agent says that the tests pass, its node runs them. Exit code 0: passed. */
    test_command: z.string().trim().min(1).max(1_000).optional(),
  })
  .catchall(z.json())
  .refine((all) => JSON.stringify(all).length <= 20_000, { error: 'at most 20 000 characters' })
  .meta({ id: 'AutopilotConstraints' });
export type AutopilotConstraints = z.infer<typeof autopilotConstraints>;

export const autopilotBudget = z
  .object({
    /** Prompts of the project that may be open at the same moment. */
    prompts_at_a_time: z.number().int().min(1).max(20),
    /** Within any 24 hours. */
    prompts_per_day: z.number().int().min(1).max(1_000),
    /** As far as agents tell their cost; null: no limit. */
    cost_per_day_usd: z.number().positive().max(100_000).nullable(),
  })
  .meta({ id: 'AutopilotBudget' });
export type AutopilotBudget = z.infer<typeof autopilotBudget>;

export const autopilot = z
  .object({
    project_id: z.number().int(),
    mode: autopilotMode,
    enabled: z.boolean(),
    paused: z.boolean(),
    goal: z.string(),
    constraints: autopilotConstraints,
    budget: autopilotBudget,
    /** Of the last 24 hours. */
    spent: z.object({
      prompts: z.number().int(),
      cost_usd: z.number().nullable(),
      /** Ended prompts whose agent did not tell the cost: `cost_usd` is without them. */
      prompts_without_cost: z.number().int(),
    }),
    /** Why no new prompt goes out now; null: nothing is in the way. */
    held_because: z.string().nullable(),
    /** When it last looked for work. */
    looked_at: time.nullable(),
    updated_by: z.string().nullable(),
    updated_at: time.nullable(),
  })
  .meta({ id: 'Autopilot' });
export type Autopilot = z.infer<typeof autopilot>;

export const configureAutopilotBody = z
  .strictObject({
    mode: autopilotMode.optional(),
    goal: bodyText.max(10_000).optional(),
    constraints: autopilotConstraints.optional(),
    enabled: z.boolean().optional(),
    paused: z.boolean().optional(),
    budget: autopilotBudget.partial().strict().optional(),
    /** Another spelling of `enabled` and `paused`. */
    action: z.enum(['activate', 'pause', 'deactivate']).optional(),
  })
  .refine((body) => Object.keys(body).length > 0, {
    error: 'say at least one of mode, goal, enabled, paused …',
  });
export type AutopilotChange = z.output<typeof configureAutopilotBody>;

/** A reason for a score, by a rule that is the same for everybody. */
export const autopilotRisk = z
  .object({
    /** 0–100. */
    score: z.number().int().min(0).max(100),
    factors: z.array(z.object({ rule: z.string(), points: z.number().int(), why: z.string() })),
  })
  .meta({ id: 'AutopilotRisk' });
export type AutopilotRisk = z.infer<typeof autopilotRisk>;

/** What a milestone is about. Titles come from people and programs and are not to be trusted. */
export const scopeItem = z
  .object({
    kind: z.enum([...workKind.options, 'todo']),
    /** Of the record; null for a note in the code. */
    id: z.number().int().nullable(),
    title: z.string(),
    /** Where a note stands: `src/cart.ts:12`. */
    place: z.string().nullable(),
  })
  .meta({ id: 'AutopilotScopeItem' });
export type ScopeItem = z.infer<typeof scopeItem>;

/** `validation`: its run is complete, and a person accepts it or sends it back. */
export const autopilotMilestoneStatus = z
  .enum(['proposed', 'approved', 'in_progress', 'validation', 'accepted', 'rejected', 'failed'])
  .meta({ id: 'AutopilotMilestoneStatus' });
export type AutopilotMilestoneStatus = z.infer<typeof autopilotMilestoneStatus>;

export const autopilotPhase = z.enum(['planning', 'implementing', 'testing']).meta({ id: 'AutopilotPhase' });
export type AutopilotPhase = z.infer<typeof autopilotPhase>;

/** What the agent itself said at the end of a phase; `unknown`: nothing that could be read. */
export const phaseVerdict = z.enum(['done', 'passed', 'failed', 'blocked', 'unknown']);
export type PhaseVerdict = z.infer<typeof phaseVerdict>;

/** What the node found when it ran the project's own test command. */
export const testRun = z
  .object({
    command: z.string(),
    /** Null: it was ended at its time limit or by a signal, or could not be started. */
    exit_code: z.number().int().nullable(),
    /** The end of what it printed, or why it could not be run. It comes from programs and is not to be trusted. */
    tail: z.string(),
    took_ms: z.number(),
  })
  .meta({ id: 'AutopilotTestRun' });
export type TestRun = z.infer<typeof testRun>;

/** One prompt of a run. */
export const autopilotStep = z
  .object({
    id: z.number().int(),
    phase: autopilotPhase,
    /** 1, and one more each time the phase was resumed. */
    attempt: z.number().int(),
    prompt_id: z.number().int(),
    session: z.string().nullable(),
    /** Null while the prompt is open. */
    outcome: z.enum(['completed', 'failed', 'cancelled']).nullable(),
    verdict: phaseVerdict.nullable(),
    /** The agent's own last message. It comes from a program and is not to be trusted. */
    answer: z.string().nullable(),
    /** Of the testing phase, where the project names a test command. */
    test_run: testRun.nullish(),
    error: z.string().nullable(),
    cost_usd: z.number().nullable(),
    created_at: time,
    ended_at: time.nullable(),
  })
  .meta({ id: 'AutopilotStep' });
export type AutopilotStep = z.infer<typeof autopilotStep>;

/** A commit made in the source since a run began, by whomever. Its words come from the repository. */
export const sourceCommit = z.object({
  commit: z.string(),
  author: z.string(),
  at: time,
  subject: z.string(),
  branch: z.string(),
  files: z.array(z.string()),
});
export type SourceCommit = z.infer<typeof sourceCommit>;

export const autopilotEvidence = z
  .object({
    run_id: z.number().int(),
    steps: z.array(autopilotStep),
    /** By the test command, without one as the agent said; a person's word is named in `remarks`. */
    tests: z.enum(['passed', 'failed', 'unknown']),
    branch: z.string(),
    commits: z.array(sourceCommit),
    /** Why there are none, or not all. */
    commits_note: z.string().nullable(),
    /** By the files that really changed. */
    risk: autopilotRisk,
    /** Constraints that the commits do not keep. */
    violations: z.array(z.string()),
    remarks: z.array(z.string()),
    cost_usd: z.number().nullable(),
    prompts_without_cost: z.number().int(),
  })
  .meta({ id: 'AutopilotEvidence' });
export type AutopilotEvidence = z.infer<typeof autopilotEvidence>;

export const autopilotMilestone = z
  .object({
    id: z.number().int(),
    project_id: z.number().int(),
    name: z.string(),
    goal: z.string(),
    scope: z.array(scopeItem),
    definition_of_done: z.array(z.string()),
    risk: autopilotRisk,
    status: autopilotMilestoneStatus,
    /** Why it was rejected, sent back or failed. */
    reason: z.string().nullable(),
    decided_by: z.string().nullable(),
    decided_at: time.nullable(),
    evidence: autopilotEvidence.nullable(),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
  })
  .meta({ id: 'AutopilotMilestone' });
export type AutopilotMilestone = z.infer<typeof autopilotMilestone>;

export const autopilotRunStatus = z
  .enum(['created', 'planning', 'implementing', 'testing', 'blocked', 'complete', 'failed', 'cancelled'])
  .meta({ id: 'AutopilotRunStatus' });
export type AutopilotRunStatus = z.infer<typeof autopilotRunStatus>;

/** What a person may set by hand; all other moves are the work's own. `complete`: when the testing phase is blocked. */
export const runMoves: Record<AutopilotRunStatus, readonly AutopilotRunStatus[]> = {
  created: ['cancelled'],
  planning: ['failed', 'cancelled'],
  implementing: ['failed', 'cancelled'],
  testing: ['failed', 'cancelled'],
  blocked: ['complete', 'failed', 'cancelled'],
  complete: [],
  failed: [],
  cancelled: [],
};

export const autopilotRun = z
  .object({
    id: z.number().int(),
    milestone_id: z.number().int(),
    project_id: z.number().int(),
    name: z.string(),
    /** Which run of its milestone. */
    run_number: z.number().int(),
    status: autopilotRunStatus,
    /** Where it is, also while it is blocked. */
    phase: autopilotPhase,
    branch: z.string(),
    /** `node:name`; all its prompts go there. */
    session: z.string().nullable(),
    blocked_because: z.string().nullable(),
    /** What a person has to answer. It may be an agent's text. */
    question: z.string().nullable(),
    /** The dialog that waits too long. */
    interaction_id: z.number().int().nullable(),
    /** Why its next prompt does not go out yet. */
    waiting_because: z.string().nullable(),
    /** When it goes on by itself, where that is known. */
    waits_until: time.nullable(),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
  })
  .meta({ id: 'AutopilotRun' });
export type AutopilotRun = z.infer<typeof autopilotRun>;

export const autopilotRunDetail = autopilotRun
  .extend({ steps: z.array(autopilotStep) })
  .meta({ id: 'AutopilotRunDetail' });
export type AutopilotRunDetail = z.infer<typeof autopilotRunDetail>;

/** What lists are filtered and sorted by, besides the `status` of milestones. */
export const autopilotMilestoneFields = {
  id: 'number',
  project_id: 'number',
  name: 'text',
  risk_score: 'number',
  created_at: 'time',
  decided_at: 'time',
  completed_at: 'time',
} as const satisfies Record<string, FilterKind>;

export const autopilotRunFields = {
  id: 'number',
  milestone_id: 'number',
  project_id: 'number',
  status: wordList(autopilotRunStatus),
  phase: wordList(autopilotPhase),
  session: 'text',
  created_at: 'time',
  started_at: 'time',
  completed_at: 'time',
} as const satisfies Record<string, FilterKind>;

/** Something about the autopilot of a project changed. */
export const autopilotNews = z.object({
  project_id: z.number().int(),
  milestone_id: z.number().int().nullable(),
  run_id: z.number().int().nullable(),
});
