import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { provider, sessionProvider } from './providers.ts';
import { idParams, listOf, listQuery, replyOf, time } from './reply.ts';
import { dialogKind } from './sessions.ts';

/** Kinds of dialogs that a pattern may decide; questions, plans and trust are a person's. */
export const patternKind = z.enum(['bash', 'edit', 'write', 'read', 'web', 'mcp']);
export type PatternKind = z.infer<typeof patternKind>;

export const policyAction = z.enum(['approve', 'require_approval', 'deny']).meta({ id: 'PolicyAction' });
export type PolicyAction = z.infer<typeof policyAction>;

const scopeText = z.string().min(1).max(200);
/** Where a pattern counts; every field that is there must fit. */
export const patternScope = z.strictObject({
  /** `name` or `node:name`. */
  session: scopeText.optional(),
  /** Name of the working directory, or its absolute path. */
  project: scopeText.optional(),
  tier: scopeText.optional(),
  provider: provider.optional(),
});
export type PatternScope = z.infer<typeof patternScope>;

export const pattern = z
  .object({
    id: z.number().int(),
    name: z.string(),
    kind: patternKind,
    /**
     * RE2 syntax; it must match the whole subject: each single command of a command line (one space between words,
     * special characters with a backslash), a path relative to the working directory, a URL, or tool and arguments.
     */
    pattern_regex: z.string(),
    action: policyAction,
    scope: patternScope,
    /** The highest one decides between approval and a person; a `deny` that fits always wins. */
    priority: z.number().int(),
    enabled: z.boolean(),
    /** How many dialogs it has decided while automatic answers were on. */
    hits: z.number().int(),
    created_by: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Pattern' });
export type Pattern = z.infer<typeof pattern>;

const regex = z.string().min(1).max(500);
const fields = {
  name: z.string().trim().min(1).max(100),
  kind: patternKind,
  pattern_regex: regex,
  action: policyAction,
  scope: patternScope,
  priority: z.number().int().min(0).max(1_000),
  enabled: z.boolean(),
};

export const createPatternBody = z.strictObject({
  ...fields,
  /** Default: the regular expression. */
  name: fields.name.optional(),
  kind: fields.kind.default('bash'),
  action: fields.action.default('require_approval'),
  scope: fields.scope.default({}),
  priority: fields.priority.default(5),
  enabled: fields.enabled.default(true),
});
export type NewPattern = z.output<typeof createPatternBody>;

export const updatePatternBody = z.strictObject(fields).partial();
export type PatternChange = z.output<typeof updatePatternBody>;

/** Without a regular expression the pattern fits exactly what the interaction was about. */
export const patternOfInteractionBody = z.strictObject({
  name: fields.name.optional(),
  pattern_regex: regex.optional(),
  action: fields.action.default('approve'),
  scope: fields.scope.default({}),
  priority: fields.priority.default(5),
  enabled: fields.enabled.default(true),
});
export type PatternOfInteraction = z.output<typeof patternOfInteractionBody>;

/** `off`: nothing is answered automatically. `dry_run`: what would be done is noted, nothing is pressed. */
export const policyMode = z.enum(['off', 'dry_run', 'on']).meta({ id: 'PolicyMode' });
export type PolicyMode = z.infer<typeof policyMode>;

/**
 * What happens to a dialog that nobody decided in time. `notify`: people are told. `deny`: people are told, and while
 * automatic answers are on it is denied. It is never approved.
 */
export const escalation = z.enum(['notify', 'deny']).meta({ id: 'Escalation' });
export type Escalation = z.infer<typeof escalation>;

/** 3 seconds to a week. */
const escalateAfterMinutes = z.number().min(0.05).max(10_080);

export const policy = z
  .object({
    mode: policyMode,
    escalation,
    /** How long a dialog waits for a person before it is escalated, whatever the mode. */
    escalate_after_minutes: escalateAfterMinutes,
    /** Sessions, as `name` or `node:name`, that are never answered automatically. */
    excluded_sessions: z.array(z.string()),
    /** Rules that are always there: what is safe, and what needs a person even where a pattern approves. */
    built_in: z.array(z.object({ name: z.string(), action: policyAction, summary: z.string() })),
    updated_by: z.string().nullable(),
    updated_at: time.nullable(),
  })
  .meta({ id: 'Policy' });
export type Policy = z.infer<typeof policy>;

type BuiltIn = Policy['built_in'][number];
export interface BuiltInGroup extends Pick<BuiltIn, 'action' | 'summary'> {
  names: string[];
}

/** Built-in rules that say the same, together; in the order of the server. */
export function groupBuiltIn(rules: readonly BuiltIn[]): BuiltInGroup[] {
  const groups = new Map<string, BuiltInGroup>();
  for (const { name, action, summary } of rules) {
    const key = `${action} ${summary}`;
    const group = groups.get(key) ?? { action, summary, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()];
}

export const changePolicyBody = z.strictObject({
  mode: policyMode.optional(),
  escalation: escalation.optional(),
  escalate_after_minutes: escalateAfterMinutes.optional(),
  excluded_sessions: z.array(scopeText).max(500).optional(),
});
export type PolicyChange = z.output<typeof changePolicyBody>;

/** What the policy says about one dialog. `id` is null for a rule that is built in. */
export const verdict = z
  .object({
    action: policyAction,
    pattern: z.object({ id: z.number().int().nullable(), name: z.string() }).nullable(),
    reason: z.string(),
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof verdict>;

export const testPolicyBody = z.strictObject({
  kind: dialogKind,
  /** Command, path, URL, or tool and arguments. */
  subject: z.string().min(1).max(20_000),
  session: scopeText.optional(),
  project: scopeText.optional(),
  tier: scopeText.optional(),
  provider: sessionProvider.optional(),
  /** Default: the session's; without either, absolute paths count as outside. */
  working_dir: z.string().max(4_096).optional(),
});
export type PolicyQuestion = z.output<typeof testPolicyBody>;

/** A pattern that is being written; what it may be called does not matter. */
export const previewPolicyBody = z.strictObject({
  /** Without it, the present rules are asked. */
  pattern: createPatternBody.optional(),
  /** The saved pattern that the draft would take the place of. */
  replaces: z.number().int().optional(),
  /** How many interactions are looked at, the newest first. */
  newest: z.number().int().min(1).max(5_000).default(1_000),
  /** How many of them are listed. */
  list: z.number().int().min(0).max(200).default(20),
});
export type PolicyPreviewWish = z.output<typeof previewPolicyBody>;

const previewCounts = z.object({
  approve: z.number().int(),
  deny: z.number().int(),
  require_approval: z.number().int(),
});

/** One past interaction, what the rules make of it, and what became of it. */
export const previewedInteraction = z.object({
  id: z.number().int(),
  session: z.string(),
  node: z.string(),
  kind: dialogKind,
  tool: z.string(),
  subject: z.string(),
  status: z.string(),
  decided_by: z.enum(['user', 'pattern', 'policy']).nullable(),
  decided_by_name: z.string().nullable(),
  created_at: time,
  verdict,
  /** What the present rules say; with a draft only. */
  now: policyAction.nullable(),
  /** A person decided the other way. */
  differs: z.boolean(),
});
export type PreviewedInteraction = z.infer<typeof previewedInteraction>;

export const policyPreview = z
  .object({
    /** Interactions of all time, and how many of the newest were looked at. */
    total: z.number().int(),
    looked_at: z.number().int(),
    oldest_at: time.nullable(),
    /** With a draft: what it decides itself. Without: what any rule decides. The rest no rule knows. */
    decided: z.number().int(),
    counts: previewCounts,
    /** Verdicts that a draft changes against the present rules. */
    changed: z.number().int(),
    /** Where an approval or a denial is not what a person did. */
    differs: z.number().int(),
    /** Those that differ first, then those that change, then the newest. */
    interactions: z.array(previewedInteraction),
  })
  .meta({ id: 'PolicyPreview' });
export type PolicyPreview = z.infer<typeof policyPreview>;

/** What lists of patterns filter and sort by. */
export const patternFields = {
  id: 'number',
  name: 'text',
  kind: 'text',
  action: 'text',
  priority: 'number',
  enabled: 'boolean',
  hits: 'number',
  created_at: 'time',
} as const;

export const patternEndpoints = {
  listPatterns: defineEndpoint({
    id: 'listPatterns',
    method: 'GET',
    path: '/api/claude/patterns',
    access: 'viewer',
    tag: 'interactions',
    summary: 'Patterns that decide about dialogs',
    query: listQuery(patternFields),
    reply: listOf(pattern),
  }),
  createPattern: defineEndpoint({
    id: 'createPattern',
    method: 'POST',
    path: '/api/claude/patterns',
    access: 'operator',
    tag: 'interactions',
    status: 201,
    summary: 'Create a pattern',
    description: 'It decides nothing until automatic answers are switched on.',
    body: createPatternBody,
    reply: replyOf(pattern, { pattern_id: z.number().int() }),
  }),
  updatePattern: defineEndpoint({
    id: 'updatePattern',
    method: 'PATCH',
    path: '/api/claude/patterns/:id',
    access: 'operator',
    tag: 'interactions',
    summary: 'Change a pattern',
    params: idParams,
    body: updatePatternBody,
    reply: replyOf(pattern),
    errors: ['NOT_FOUND'],
  }),
  deletePattern: defineEndpoint({
    id: 'deletePattern',
    method: 'DELETE',
    path: '/api/claude/patterns/:id',
    access: 'operator',
    tag: 'interactions',
    summary: 'Delete a pattern',
    params: idParams,
    reply: replyOf(pattern),
    errors: ['NOT_FOUND'],
  }),
  createPatternOfInteraction: defineEndpoint({
    id: 'createPatternOfInteraction',
    method: 'POST',
    path: '/api/claude/interactions/:id/create-pattern',
    access: 'operator',
    tag: 'interactions',
    status: 201,
    summary: 'Make a pattern of an interaction',
    description: 'The interaction itself stays undecided.',
    params: idParams,
    body: patternOfInteractionBody,
    reply: replyOf(pattern, { pattern_id: z.number().int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  testPolicy: defineEndpoint({
    id: 'testPolicy',
    method: 'POST',
    path: '/api/claude/patterns/test',
    access: 'viewer',
    tag: 'interactions',
    summary: 'What the policy would do',
    description: 'Judged as if automatic answers were on. Nothing is recorded or answered.',
    body: testPolicyBody,
    reply: replyOf(verdict, { mode: policyMode }),
  }),
  previewPolicy: defineEndpoint({
    id: 'previewPolicy',
    method: 'POST',
    path: '/api/claude/patterns/preview',
    access: 'viewer',
    tag: 'interactions',
    summary: 'What a pattern, or the whole policy, would have decided about past interactions',
    description:
      'Judged as if automatic answers were on, each in the directory and tier its session had. The newest interactions only; the reply says how many. Nothing is recorded or answered.',
    body: previewPolicyBody,
    reply: replyOf(policyPreview),
  }),
  getPolicy: defineEndpoint({
    id: 'getPolicy',
    method: 'GET',
    path: '/api/claude/policy',
    access: 'viewer',
    tag: 'interactions',
    summary: 'Whether dialogs are answered automatically',
    reply: replyOf(policy),
  }),
  changePolicy: defineEndpoint({
    id: 'changePolicy',
    method: 'PATCH',
    path: '/api/claude/policy',
    access: 'operator',
    tag: 'interactions',
    summary: 'Switch automatic answers off, to a dry run, or on',
    description:
      '`off` counts at once, also for answers that were decided but not given yet. `on` needs an administrator; dialogs that wait are judged then.',
    body: changePolicyBody,
    reply: replyOf(policy),
    errors: ['FORBIDDEN'],
  }),
};
