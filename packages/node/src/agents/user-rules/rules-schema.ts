import { provider } from '@architect/contracts/providers';
import { dialogKind, optionMeaning } from '@architect/contracts/sessions';
import { validRange } from 'semver';
import { z } from 'zod';

/** What a person may write in `agents.yaml`. `config/agents.yaml` explains every key. */

/** An object that refuses other keys and names those that it has. */
function keysOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key ${issue.keys?.join(', ')}; allowed here: ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

const pattern = z.string().min(1).max(1000).transform(toPattern);

/** Case-insensitive parts are written `(?i:…)`. */
function toPattern(source: string, context: z.RefinementCtx): RegExp {
  try {
    return new RegExp(source, 'du');
  } catch (error) {
    context.addIssue(
      `not a regular expression of JavaScript: ${error instanceof Error ? error.message : source}`,
    );
    return z.NEVER;
  }
}

const withText = pattern.refine((value) => /\((?!\?)|\(\?<\w/.test(value.source), {
  error: 'needs a group in ( ) around the text',
});
const versionRange = z.string().refine((range) => validRange(range) !== null, {
  error: 'not a version range; for example ">=2.0.0 <2.1.0"',
});
const ruleName = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'takes lower-case letters, digits and -' });

/** Programs that run others: their name tells nothing of what they run. */
const runnerNames = [
  'node',
  'bun',
  'deno',
  'python',
  'python3',
  'bash',
  'sh',
  'zsh',
  'fish',
  'env',
  'npx',
  'ssh',
];
const processName = z
  .string()
  .regex(/^[\w.-]+$/, { error: 'takes the bare name of a program, without path and arguments' })
  .refine((name) => !runnerNames.includes(name), {
    error: 'many programs run under this name; name the script instead, and use marks',
  });

const titleRule = keysOf({
  name: ruleName,
  match: pattern,
  state: z.enum(['busy', 'blocked', 'idle', 'error', 'limited']),
  versions: versionRange.optional(),
});

const box = keysOf({
  prompt: withText,
  continued: withText.optional(),
  ghost: pattern.optional(),
  top: pattern.optional(),
  bottom: pattern.optional(),
  below: pattern.optional(),
  cursor: z.enum(['inside', 'any']).default('inside'),
});

const screenRule = keysOf({
  name: ruleName,
  state: z.enum(['starting', 'idle', 'busy', 'blocked', 'asking', 'limited', 'error', 'unknown']),
  match: pattern.optional(),
  text: pattern.optional(),
  not: pattern.optional(),
  where: z.enum(['bottom', 'above-box', 'below-box']).default('bottom'),
  rows: z.number().int().min(1).max(40).default(10),
  retrying: z.boolean().default(false),
  overlay: z.boolean().default(false),
  interrupted: z.boolean().default(false),
  versions: versionRange.optional(),
}).refine((rule) => rule.match !== undefined || rule.text !== undefined, {
  error: 'needs match (one row) or text (all rows joined)',
});

const optionRow = pattern.refine((value) => /\(\?<text>/.test(value.source), {
  error:
    'needs a group (?<text>…), and (?<key>…) where a key picks the row, (?<selected>…) where one is marked',
});
const options = z.union(
  [
    z.enum(['numbered', 'pointed']),
    keysOf({ row: optionRow }),
    keysOf({
      fixed: z.array(keysOf({ key: z.string().min(1), text: z.string(), meaning: optionMeaning })).min(2),
    }),
  ],
  {
    error:
      'takes numbered, pointed, row: PATTERN with groups <key> and <text>, or fixed: a list of key, text, meaning',
  },
);

const dialogRule = keysOf({
  name: ruleName,
  kind: dialogKind,
  tool: z.string().default(''),
  head: pattern,
  subject: withText.optional(),
  ignore: pattern.optional(),
  options,
  end: pattern.optional(),
  approve_once: pattern.optional(),
  approve_always: pattern.optional(),
  deny: pattern.optional(),
  versions: versionRange.optional(),
});

const delivery = keysOf({
  settle_ms: z.number().int().min(0).max(5000).default(200),
  dialog_ready_ms: z.number().int().min(0).max(5000).default(0),
  max_bytes: z.number().int().positive().optional(),
  one_line: z.boolean().default(false),
  folded: withText.optional(),
  refuse: z.array(keysOf({ match: pattern, reason: z.string().min(1) })).default([]),
  guards: z.array(keysOf({ match: pattern, replace: z.string(), says: z.string().min(1) })).default([]),
});

const conversation = keysOf({ prompt: pattern, answer: pattern, other: pattern.optional() });

const screenParts = {
  versions: versionRange.optional(),
  title: z.array(titleRule).default([]),
  box: box.optional(),
  screen: z.array(screenRule).default([]),
  dialogs: z.array(dialogRule).default([]),
};

/** A program that no adapter of ours knows. */
export const agentDefinition = keysOf({
  launch: z.string().min(1).max(8192).optional(),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
  processes: z.array(processName).min(1),
  marks: z.array(pattern).default([]),
  version: z.array(z.string().min(1)).min(1).optional(),
  answer: z.array(z.string().min(1)).min(1).default(['{key}']),
  conversation: conversation.optional(),
  delivery: delivery.prefault({}),
  ...screenParts,
  box,
});
export type AgentDefinition = z.infer<typeof agentDefinition>;

/** Rules that are asked before those of a built-in adapter. */
export const ruleOverride = keysOf(screenParts)
  .refine((one) => one.box !== undefined || one.title.length + one.screen.length + one.dialogs.length > 0, {
    error: 'has no rule: it needs title, box, screen or dialogs',
  })
  .refine((one) => one.box !== undefined || one.screen.every((rule) => rule.where === 'bottom'), {
    error: 'where: above-box and below-box need a box rule beside them',
  });
export type RuleOverride = z.infer<typeof ruleOverride>;

export const definedName = provider.refine((name) => name !== 'architect', {
  error: 'architect is the name of this program',
});

export type TitleRule = z.infer<typeof titleRule>;
export type BoxRule = z.infer<typeof box>;
export type ScreenRule = z.infer<typeof screenRule>;
export type DialogRule = z.infer<typeof dialogRule>;
export type ScreenParts = Pick<RuleOverride, 'title' | 'box' | 'screen' | 'dialogs'>;
