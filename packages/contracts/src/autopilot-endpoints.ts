import { z } from 'zod';
import {
  autopilot,
  autopilotMilestone,
  autopilotMilestoneFields,
  autopilotMilestoneStatus,
  autopilotRun,
  autopilotRunDetail,
  autopilotRunFields,
  autopilotRunStatus,
  configureAutopilotBody,
} from './autopilot.ts';
import { defineEndpoint } from './endpoint.ts';
import { idParams, listOf, listQuery, replyOf, time } from './reply.ts';

const tag = 'autopilot';
const read = { method: 'GET', access: 'viewer', tag } as const;
const act = { method: 'POST', access: 'operator', tag, params: idParams } as const;
const errors = ['NOT_FOUND', 'CONFLICT'] as const;
const ofProject = '/api/projects/:id/autopilot';
const milestones = '/api/autopilot/milestones';
const runs = '/api/autopilot/runs';
const words = z.string().trim().min(1).max(20_000);

export const autopilotQueue = z
  .object({
    summary: z.object({
      ready_for_approval: z.number().int(),
      validation: z.number().int(),
      blocked: z.number().int(),
      waiting: z.number().int(),
      in_progress: z.number().int(),
    }),
    /** Of each at most 200, what has waited longest first. */
    ready_for_approval: z.array(autopilotMilestone),
    validation: z.array(autopilotMilestone),
    blocked: z.array(autopilotRun),
    /** Runs whose next prompt may not go out yet. */
    waiting: z.array(autopilotRun),
    in_progress: z.array(autopilotRun),
  })
  .meta({ id: 'AutopilotQueue' });
export type AutopilotQueue = z.infer<typeof autopilotQueue>;

export const autopilotHealth = z
  .object({
    /** `off`: no project has it on. `critical`: the last look failed. `issues`: something waits for a person. */
    status: z.enum(['off', 'healthy', 'issues', 'critical']),
    projects_enabled: z.number().int(),
    open_runs: z.number().int(),
    blocked_runs: z.number().int(),
    waiting_runs: z.number().int(),
    /** When it last went through everything; null: not since the start of the server. */
    last_look_at: time.nullable(),
    last_fault: z.string().nullable(),
    /** What stands in the way, in words. */
    issues: z.array(
      z.object({ project_id: z.number().int(), run_id: z.number().int().nullable(), text: z.string() }),
    ),
  })
  .meta({ id: 'AutopilotHealth' });
export type AutopilotHealth = z.infer<typeof autopilotHealth>;

export const autopilotEndpoints = {
  configureAutopilot: defineEndpoint({
    ...act,
    id: 'configureAutopilot',
    path: ofProject,
    summary: 'Switch the autopilot of a project on or off, and say what it may do',
    description:
      'A `mode` switches it on unless `enabled` says otherwise. `observe` only proposes; `fix_forward` runs approved milestones with agents. `auto_staging` and `auto_prod` are refused (409): nothing here can deploy yet.',
    body: configureAutopilotBody,
    reply: replyOf(autopilot),
    errors,
  }),
  getAutopilot: defineEndpoint({
    ...read,
    id: 'getAutopilot',
    path: ofProject,
    summary: 'The autopilot of a project, and what it has spent',
    params: idParams,
    reply: replyOf(autopilot),
    errors: ['NOT_FOUND'],
  }),
  readAutopilotQueue: defineEndpoint({
    ...read,
    id: 'readAutopilotQueue',
    path: '/api/autopilot/queue',
    summary: 'What waits for a person, and what runs',
    query: z.strictObject({ project_id: z.coerce.number().int().positive().optional() }),
    reply: replyOf(autopilotQueue),
  }),
  listAutopilotMilestones: defineEndpoint({
    ...read,
    id: 'listAutopilotMilestones',
    path: milestones,
    summary: 'Proposed work; what waits for a person unless `status` says otherwise',
    query: listQuery(autopilotMilestoneFields, {
      status: z.enum([...autopilotMilestoneStatus.options, 'waiting', 'all']).default('waiting'),
    }),
    reply: listOf(autopilotMilestone),
  }),
  getAutopilotMilestone: defineEndpoint({
    ...read,
    id: 'getAutopilotMilestone',
    path: `${milestones}/:id`,
    summary: 'One milestone, with its evidence',
    params: idParams,
    reply: replyOf(autopilotMilestone),
    errors: ['NOT_FOUND'],
  }),
  proposeAutopilotMilestones: defineEndpoint({
    id: 'proposeAutopilotMilestones',
    method: 'POST',
    path: milestones,
    access: 'operator',
    tag,
    status: 201,
    summary: 'Look for work in a project now; what is proposed already is not proposed again',
    body: z.strictObject({ project_id: z.number().int().positive() }),
    reply: replyOf(z.array(autopilotMilestone)),
    errors,
  }),
  approveAutopilotMilestone: defineEndpoint({
    ...act,
    id: 'approveAutopilotMilestone',
    path: `${milestones}/:id/approve`,
    summary: 'Approve what was proposed, or accept what was done',
    description:
      'A proposed or failed milestone gets a run. A milestone in validation is accepted, and the records of its scope are closed.',
    reply: replyOf(autopilotMilestone, { run_id: z.number().int().nullable() }),
    errors,
  }),
  rejectAutopilotMilestone: defineEndpoint({
    ...act,
    id: 'rejectAutopilotMilestone',
    path: `${milestones}/:id/reject`,
    summary: 'Reject what was proposed, or send back what was done',
    description: 'A milestone in validation gets another run, whose agent reads the reason.',
    body: z.strictObject({ reason: words }),
    reply: replyOf(autopilotMilestone, { run_id: z.number().int().nullable() }),
    errors,
  }),
  listAutopilotRuns: defineEndpoint({
    ...read,
    id: 'listAutopilotRuns',
    path: runs,
    summary: 'Runs of approved milestones, newest first',
    query: listQuery(autopilotRunFields),
    reply: listOf(autopilotRun),
  }),
  getAutopilotRun: defineEndpoint({
    ...read,
    id: 'getAutopilotRun',
    path: `${runs}/:id`,
    summary: 'One run with its prompts and their answers',
    params: idParams,
    reply: replyOf(autopilotRunDetail),
    errors: ['NOT_FOUND'],
  }),
  startAutopilotRun: defineEndpoint({
    ...act,
    id: 'startAutopilotRun',
    path: `${runs}/:id/start`,
    summary: 'Start a run that was created, in a session of your choice; resume one that is blocked',
    body: z.strictObject({ session: z.string().min(1).max(200).optional() }).optional(),
    reply: replyOf(autopilotRunDetail),
    errors: [...errors, 'NO_TARGET'],
  }),
  resumeAutopilotRun: defineEndpoint({
    ...act,
    id: 'resumeAutopilotRun',
    path: `${runs}/:id/resume`,
    summary: 'Answer the question of a blocked run: its phase is prompted again',
    description:
      'A run that waits for a dialog goes on by itself when the dialog is answered (409 here, with `details.interaction_id`).',
    body: z.strictObject({ answer: words.optional() }).optional(),
    reply: replyOf(autopilotRunDetail),
    errors,
  }),
  setAutopilotRunStatus: defineEndpoint({
    ...act,
    id: 'setAutopilotRunStatus',
    path: `${runs}/:id/status`,
    summary: 'End a run by hand: `failed`, `cancelled`, or `complete` when its tests are the question',
    body: z.strictObject({ status: autopilotRunStatus, reason: words.optional() }),
    reply: replyOf(autopilotRunDetail),
    errors,
  }),
  readAutopilotHealth: defineEndpoint({
    ...read,
    id: 'readAutopilotHealth',
    path: '/api/autopilot/health',
    summary: 'Whether the autopilot works, and what stands in its way',
    reply: replyOf(autopilotHealth),
  }),
};
