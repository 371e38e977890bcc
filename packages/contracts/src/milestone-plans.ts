import { z } from 'zod';
import { scanId } from './discovery.ts';
import { defineEndpoint, type InputOf } from './endpoint.ts';
import { day } from './records.ts';
import { replyOf, time } from './reply.ts';

/** Most pieces of work of one project that a scan takes. */
export const maxPlanTasks = 2_000;

export const taskSource = z.enum(['todo_file', 'plan', 'comment', 'checklist']).meta({ id: 'TaskSource' });
export type TaskSource = z.infer<typeof taskSource>;
export const taskCategory = z
  .enum(['feature', 'bug', 'test', 'documentation', 'deployment'])
  .meta({ id: 'TaskCategory' });
export type TaskCategory = z.infer<typeof taskCategory>;
export const taskComplexity = z.enum(['simple', 'medium', 'complex']).meta({ id: 'TaskComplexity' });
export type TaskComplexity = z.infer<typeof taskComplexity>;
export const planPhase = z
  .enum(['planning', 'development', 'bugfix', 'testing', 'deployment'])
  .meta({ id: 'PlanPhase' });
export type PlanPhase = z.infer<typeof planPhase>;

const workRef = z.object({ kind: z.enum(['feature', 'bug']), id: z.number().int() });

/** A piece of work that the files of a project tell of. */
export const planTask = z
  .object({
    /** By source file and text: the same at every scan. */
    key: z.string(),
    title: z.string(),
    /** The whole text, with what stands below it. Comes from files: not to be trusted. */
    description: z.string(),
    /** 1 is the most urgent, 5 the least. */
    priority: z.number().int().min(1).max(5),
    complexity: taskComplexity,
    estimated_hours: z.number(),
    category: taskCategory,
    source: taskSource,
    /** The word of a comment: TODO, FIXME, HACK or XXX. */
    marker: z.string().nullable(),
    /** From the project's source path. */
    source_file: z.string(),
    line_number: z.number().int(),
    /** The heading it stands under. */
    section: z.string().nullable(),
    /** What it was imported as. */
    record: workRef.nullable(),
  })
  .meta({ id: 'PlanTask' });
export type PlanTask = z.infer<typeof planTask>;

export const plannedMilestone = z
  .object({
    /** `<project>_development_1` */
    id: z.string(),
    name: z.string(),
    description: z.string(),
    phase: planPhase,
    start_date: day,
    target_date: day,
    total_hours: z.number(),
    status: z.literal('pending'),
    tasks: z.array(planTask),
  })
  .meta({ id: 'PlannedMilestone' });
export type PlannedMilestone = z.infer<typeof plannedMilestone>;

const counts = z.record(z.string(), z.number().int());

/** What the JSON file of a plan holds. */
export const milestonePlan = z
  .object({
    project: z.string(),
    project_id: z.number().int(),
    generated_at: time,
    total_tasks: z.number().int(),
    total_milestones: z.number().int(),
    total_hours: z.number(),
    milestones: z.array(plannedMilestone),
    breakdown: z.object({
      by_category: counts,
      by_priority: counts,
      by_complexity: counts,
      by_source: counts,
    }),
    /** There was more than a scan takes. */
    is_cut: z.boolean(),
  })
  .meta({ id: 'MilestonePlan' });
export type MilestonePlan = z.infer<typeof milestonePlan>;

/** Work that was imported and is done by its source: ticked there, or no longer there. */
const finishedTask = z.object({
  key: z.string(),
  title: z.string(),
  source_file: z.string(),
  why: z.enum(['ticked', 'gone']),
  record: workRef,
});
export type FinishedTask = z.infer<typeof finishedTask>;

/** From the server's data directory. */
const planFiles = z.object({ file: z.string(), summary_file: z.string() });
export type PlanFiles = z.infer<typeof planFiles>;

export const projectPlan = z
  .object({
    plan: milestonePlan,
    /** Null at a dry run. */
    files: planFiles
      .extend({
        /** False where the last plan of this project says the same. */
        is_new: z.boolean(),
      })
      .nullable(),
    /** Open records whose work is done by its source: offered to be completed. */
    finished: z.array(finishedTask),
    /** Null unless it was imported. */
    imported: z
      .object({ milestones: z.number().int(), features: z.number().int(), bugs: z.number().int() })
      .nullable(),
    completed: z.number().int(),
  })
  .meta({ id: 'ProjectPlan' });
export type ProjectPlan = z.infer<typeof projectPlan>;

export const keptPlan = planFiles
  .extend({
    project_id: z.number().int(),
    project: z.string(),
    generated_at: time,
    total_tasks: z.number().int(),
    total_milestones: z.number().int(),
  })
  .meta({ id: 'KeptMilestonePlan' });
export type KeptPlan = z.infer<typeof keptPlan>;

export const milestonePlanEndpoints = {
  planMilestones: defineEndpoint({
    id: 'planMilestones',
    method: 'POST',
    path: '/api/milestone-plans',
    access: 'operator',
    tag: 'milestones',
    summary: 'Read the work that the files of projects tell of, and plan milestones from it',
    description:
      'Reads TODO files, plans in `.claude/plans`, checklists and comments (TODO, FIXME, HACK, XXX) below the source paths of the projects. Writes `milestones/<project>_milestones_<timestamp>.json` and `milestones/<project>_summary.md` in the data directory. With `import`, work that is not known becomes milestones, features and bugs; scanning again changes nothing. With `complete`, records whose work is ticked in its source, or gone from it, are completed. With a `scan_id`, progress is told as `scan.progress`. It ends, and writes nothing more, when its request goes away: what a project imports is all of it, or nothing.',
    body: z
      .strictObject({
        /** Name or number; default: every project that has a source path. */
        project: z.string().trim().min(1).max(200).optional(),
        import: z.boolean().default(false),
        complete: z.boolean().default(false),
        /** Nothing is written; `finished` and the plan are still told. */
        dry_run: z.boolean().default(false),
        scan_id: scanId.optional(),
      })
      .optional(),
    reply: replyOf(z.array(projectPlan), {
      /** Projects whose directory could not be read. */
      faults: z.array(z.object({ project_id: z.number().int(), project: z.string(), message: z.string() })),
    }),
    errors: ['NOT_FOUND'],
  }),
  listMilestonePlans: defineEndpoint({
    id: 'listMilestonePlans',
    method: 'GET',
    path: '/api/milestone-plans',
    access: 'viewer',
    tag: 'milestones',
    summary: 'The last plan of each project that was scanned',
    reply: replyOf(z.array(keptPlan)),
  }),
};
export type WantedPlan = NonNullable<InputOf<typeof milestonePlanEndpoints.planMilestones>['body']>;
