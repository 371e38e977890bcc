import { z } from 'zod';
import { activity } from './activity.ts';
import { defineEndpoint } from './endpoint.ts';
import { projectHealth } from './projects.ts';
import { idParams, replyOf, time } from './reply.ts';

const counts = z.record(z.string(), z.number().int());

/** How one project does. Counts leave out what is zero, except `total`. */
export const projectStats = z
  .object({
    project_id: z.number().int(),
    health: projectHealth,
    /** Bugs that nobody has resolved, by severity. */
    open_bugs: counts,
    /** Errors that are open or being worked on, by severity. */
    open_errors: counts,
    /** Reports of the last 24 hours by severity. */
    errors_24h: counts,
    /** Prompts that carried records of this project to agents: `open`, `completed`, `failed`, `cancelled`, `released`. */
    prompts: counts,
    /** When anything last happened to it or to something in it. */
    last_activity_at: time.nullable(),
    /** The last 20 entries of its audit trail, newest first. */
    recent_activity: z.array(activity),
  })
  .meta({ id: 'ProjectStats' });
export type ProjectStats = z.infer<typeof projectStats>;

export const projectStatsEndpoints = {
  getProjectStats: defineEndpoint({
    id: 'getProjectStats',
    method: 'GET',
    path: '/api/projects/:id/stats',
    access: 'viewer',
    tag: 'projects',
    summary: 'Figures of one project: bugs, errors, prompts and its last activity',
    params: idParams,
    reply: replyOf(projectStats),
    errors: ['NOT_FOUND'],
  }),
};
