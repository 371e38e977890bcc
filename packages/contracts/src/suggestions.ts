import { z } from 'zod';
import { workKind } from './assignments.ts';
import { defineEndpoint } from './endpoint.ts';
import { provider } from './providers.ts';
import { bodyText, priority, titleText, urgencies } from './records.ts';
import { type FilterKind, idParams, listOf, listQuery, replyOf, time, wordList } from './reply.ts';

export const suggestionStatus = z
  .enum(['pending', 'confirmed', 'skipped', 'completed', 'expired'])
  .meta({ id: 'SuggestionStatus' });
export type SuggestionStatus = z.infer<typeof suggestionStatus>;

/** What work it is; the documents' words. */
export const suggestionType = z
  .enum(['manual_test', 'browser_test', 'code_review', 'deployment', 'manual', 'other'])
  .meta({ id: 'SuggestionType' });

/** What a confirmed suggestion becomes; `nothing`: whoever proposed it does it. */
export const suggestionGoal = z
  .enum(['bug', 'feature', 'devops_task', 'prompt', 'nothing'])
  .meta({ id: 'SuggestionGoal' });

/** Where it comes from: somebody submitted it, or the server noticed it. */
export const suggestionOrigin = z
  .enum(['submitted', 'todo', 'recurring_error', 'overdue_milestone', 'unanswered_bug'])
  .meta({ id: 'SuggestionOrigin' });

/** Proposed work that a person confirms or skips. Its texts may come from agents and programs: not to be trusted. */
export const suggestion = z
  .object({
    id: z.number().int(),
    title: z.string(),
    description: z.string(),
    task_type: suggestionType,
    priority,
    status: suggestionStatus,
    origin: suggestionOrigin,
    becomes: suggestionGoal,
    project_id: z.number().int().nullable(),
    /** What it is about, where there is something. */
    about: z.object({ kind: z.string(), id: z.number().int() }).nullable(),
    source_session: z.string().nullable(),
    context: z.record(z.string(), z.unknown()),
    created_by: z.string(),
    created_at: time,
    expires_at: time,
    /** Who confirmed or skipped it. */
    confirmed_by: z.string().nullable(),
    confirmed_at: time.nullable(),
    /** Notes of the confirmation, or the reason of the skip. */
    reason: z.string().nullable(),
    completed_at: time.nullable(),
    result: z.unknown(),
    /** What it became. */
    record: z.object({ kind: workKind, id: z.number().int() }).nullable(),
    prompt_id: z.number().int().nullable(),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.infer<typeof suggestion>;

const projectId = z.number().int().positive();
export const suggestBody = z.union([
  z.strictObject({ generate: z.literal(true), project_id: projectId.optional() }),
  z.strictObject({
    title: titleText,
    description: bodyText.default(''),
    task_type: suggestionType.default('manual'),
    /** The documents say `normal` for `medium`. */
    priority: z
      .literal('normal')
      .transform(() => 'medium' as const)
      .or(priority)
      .default('medium'),
    becomes: suggestionGoal.default('nothing'),
    project_id: projectId.optional(),
    source_session: z.string().min(1).max(200).optional(),
    context: z.record(z.string(), z.unknown()).default({}),
    /** False: nobody needs to agree, it is confirmed at once. */
    requires_confirmation: z.boolean().default(true),
    /** Seconds until it expires; default: a day. */
    confirmation_timeout: z.number().int().min(1).max(31_536_000).default(86_400),
  }),
]);
export type SuggestBody = z.output<typeof suggestBody>;

/** What lists are filtered and sorted by, besides `status`. */
export const suggestionFields = {
  id: 'number',
  origin: wordList(suggestionOrigin),
  task_type: wordList(suggestionType),
  priority: urgencies,
  becomes: wordList(suggestionGoal),
  project_id: 'number',
  source_session: 'text',
  title: 'text',
  created_by: 'text',
  created_at: 'time',
  expires_at: 'time',
} as const satisfies Record<string, FilterKind>;

const act = { access: 'operator', tag: 'suggestions', method: 'POST', params: idParams } as const;
const path = '/api/tasks/suggest';

export const suggestionEndpoints = {
  suggestTasks: defineEndpoint({
    id: 'suggestTasks',
    method: 'POST',
    path,
    access: 'operator',
    tag: 'suggestions',
    status: 201,
    summary: 'Suggest work, or have suggestions generated',
    description:
      'With a `title` one suggestion is submitted; poll `poll_url` for the decision. With `generate: true` the server looks for recurring errors, overdue milestones, bugs that nobody answered in time and TODO comments. What is there already is not suggested again.',
    body: suggestBody,
    reply: replyOf(z.array(suggestion), {
      /** Of the submitted one. */
      id: z.number().int().optional(),
      poll_url: z.string().optional(),
      /** True when it was pending already. */
      duplicate: z.boolean().optional(),
    }),
  }),
  listSuggestions: defineEndpoint({
    id: 'listSuggestions',
    method: 'GET',
    path,
    access: 'viewer',
    tag: 'suggestions',
    summary: 'Suggestions, the most urgent first; pending ones unless `status` says otherwise',
    query: listQuery(suggestionFields, {
      status: z.enum([...suggestionStatus.options, 'all']).default('pending'),
    }),
    reply: listOf(suggestion),
  }),
  getSuggestionStatus: defineEndpoint({
    id: 'getSuggestionStatus',
    method: 'GET',
    path: `${path}/:id/status`,
    access: 'viewer',
    tag: 'suggestions',
    summary: 'Status of one suggestion, for whoever submitted it',
    params: idParams,
    reply: replyOf(suggestion, {
      id: z.number().int(),
      status: suggestionStatus,
      title: z.string(),
      confirmed_by: z.string().nullable(),
      confirmed_at: time.nullable(),
      result: z.unknown(),
    }),
    errors: ['NOT_FOUND'],
  }),
  confirmSuggestion: defineEndpoint({
    ...act,
    id: 'confirmSuggestion',
    path: `${path}/:id/confirm`,
    summary: 'Agree: it becomes a bug, a feature, a devops task or a prompt',
    body: z
      .strictObject({
        notes: z.string().max(10_000).optional(),
        becomes: suggestionGoal.optional(),
        project_id: projectId.optional(),
        title: titleText.optional(),
        /** For a prompt: who gets it; default: any agent. */
        session: z.string().min(1).max(200).optional(),
        provider: provider.optional(),
      })
      .optional(),
    reply: replyOf(suggestion),
    errors: ['NOT_FOUND', 'CONFLICT', 'NO_TARGET'],
  }),
  skipSuggestion: defineEndpoint({
    ...act,
    id: 'skipSuggestion',
    path: `${path}/:id/skip`,
    summary: 'Decline; it is not suggested again for 7 days',
    body: z.strictObject({ reason: z.string().max(10_000).optional() }).optional(),
    reply: replyOf(suggestion),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  completeSuggestion: defineEndpoint({
    ...act,
    id: 'completeSuggestion',
    path: `${path}/:id/complete`,
    summary: 'Mark a confirmed suggestion as done, with its result',
    body: z.strictObject({ result: z.unknown() }).partial().optional(),
    reply: replyOf(suggestion),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};
