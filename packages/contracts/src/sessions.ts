import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { provider, sessionProvider } from './providers.ts';
import { type FilterKind, listOf, listQuery, replyOf, time, wordList } from './reply.ts';

/** A prompt may be typed only in `idle` and `asking`. Unknown is never idle. */
export const sessionState = z
  .enum(['starting', 'idle', 'busy', 'blocked', 'asking', 'limited', 'error', 'shell', 'dead', 'unknown'])
  .meta({ id: 'SessionState' });
export type SessionState = z.infer<typeof sessionState>;

/** `terminal`: a CLI in a tmux pane. `headless`: the same agent without a pane, spoken to by its own protocol. */
export const sessionMode = z.enum(['terminal', 'headless']).meta({ id: 'SessionMode' });
export type SessionMode = z.infer<typeof sessionMode>;

export const dialogKind = z.enum([
  'bash',
  'edit',
  'write',
  'read',
  'web',
  'mcp',
  'plan',
  'question',
  'trust',
  'other',
]);
export type DialogKind = z.infer<typeof dialogKind>;

export const optionMeaning = z.enum(['approve_once', 'approve_always', 'deny', 'other']);

/** One row of a dialog. `key` is what picks it: a digit, a letter, `Enter`, `Escape`, or `row:N` where only arrows work. */
export const dialogOption = z
  .object({ key: z.string(), text: z.string(), meaning: optionMeaning, selected: z.boolean().optional() })
  .meta({ id: 'DialogOption' });
export type DialogOption = z.infer<typeof dialogOption>;

/** A decision an agent waits for, as parsed from its screen and hooks. */
export const dialog = z
  .object({
    kind: dialogKind,
    /** Tool name as the agent says it, e.g. `Bash`; empty when it does not. */
    tool: z.string(),
    /** Command, path or URL the decision is about. */
    subject: z.string(),
    question: z.string(),
    options: z.array(dialogOption),
    /** False when something on the screen was not understood: then only a person may answer. */
    complete: z.boolean(),
    /** Changes whenever anything a decision depends on changes. */
    fingerprint: z.string(),
  })
  .meta({ id: 'Dialog' });
export type Dialog = z.infer<typeof dialog>;

/** Where a reading came from, strongest first. */
export const evidenceSource = z.enum([
  'process',
  'hook',
  'osc',
  'title',
  'screen',
  'transcript',
  'delivery',
  'protocol',
]);

/** One reading of one source. `explain` shows all of them, the winner and why the others lost. */
export const reading = z
  .object({
    source: evidenceSource,
    state: sessionState,
    /** Name of the rule that matched, e.g. `claude.screen.empty-box`. */
    rule: z.string(),
    detail: z.string(),
    at: time,
  })
  .meta({ id: 'Reading' });
export type Reading = z.infer<typeof reading>;

export const session = z
  .object({
    name: z.string(),
    node: z.string(),
    /** Nodes of before 0.2 do not say it: they have terminals only. */
    mode: sessionMode.default('terminal'),
    /** tmux pane id, e.g. `%3`; `headless:<id>` for a session without a pane. */
    pane_id: z.string(),
    provider: sessionProvider,
    agent_version: z.string().nullable(),
    state: sessionState,
    state_since: time,
    /** The rule that decided the state and its words. */
    evidence: reading.nullable(),
    deliverable: z.boolean(),
    /** Why nothing may be typed now; null when deliverable. */
    not_deliverable_because: z.string().nullable(),
    /** Text a person has left in the input box; null when it is empty. */
    draft: z.string().nullable(),
    dialog: dialog.nullable(),
    /** When the usage limit ends, as the agent tells it; null: it tells no time, or there is no limit. */
    limited_until: time.nullable(),
    /** When an error, or a limit that tells no time, is tried again by itself; null: never, or there is none. */
    tried_again_at: time.nullish(),
    current_prompt_id: z.number().int().nullable(),
    working_dir: z.string(),
    git_branch: z.string().nullable(),
    role: z.string().nullable(),
    tier: z.string().nullable(),
    attached_clients: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
    created_at: time,
    /** True when this program created the session (hooks are installed). */
    managed: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

/** What lists of sessions are filtered and sorted by. */
export const sessionFields = {
  name: 'text',
  node: 'text',
  mode: wordList(sessionMode),
  provider: 'text',
  state: wordList(sessionState),
  state_since: 'time',
  deliverable: 'boolean',
  current_prompt_id: 'number',
  working_dir: 'text',
  git_branch: 'text',
  role: 'text',
  tier: 'text',
  managed: 'boolean',
  created_at: 'time',
} as const satisfies Record<string, FilterKind>;

/** Whoever does not ask for pages gets the whole fleet. */
export const sessionList = {
  query: listQuery(sessionFields, { per_page: z.coerce.number().int().min(1).max(1_000).default(1_000) }),
  reply: listOf(session),
};

/** Where a rule was written: `built in`, or the file and line. `versions` is a semver range; null = any version. */
export const ruleOrigin = z
  .object({ source: z.string(), line: z.number().int().nullable(), versions: z.string().nullable() })
  .meta({ id: 'RuleOrigin' });

export const explanation = z
  .object({
    session,
    decided_by: reading.nullable(),
    /** Of the rule that decided; older nodes do not tell. */
    rule_origin: ruleOrigin.nullish(),
    /** The tier in tmux is not the one that was set here last: the lower one counts. Absent or null: they agree. */
    tier: z
      .object({
        recorded: z.string().nullable(),
        shown: z.string().nullable(),
        counts: z.string().nullable(),
      })
      .nullish(),
    readings: z.array(reading.extend({ won: z.boolean(), why: z.string() })),
    /** Health of each source: last time it spoke, and whether it is trusted. */
    sources: z.array(
      z.object({ source: evidenceSource, last_at: time.nullable(), trusted: z.boolean(), note: z.string() }),
    ),
    screen: z.string(),
    title: z.string(),
    command: z.string(),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanation>;

/** What a person says that a session's screen shows. */
export const saveScreenBody = z.strictObject({
  expected_state: sessionState,
  note: z.string().trim().max(500).optional(),
});

export const savedScreen = z
  .object({
    node: z.string(),
    /** On that node: the text as it was saved, obvious secrets masked. */
    file: z.string(),
    /** Holds `index.json`; `architect screens check` judges it. */
    directory: z.string(),
    expected_state: sessionState,
    /** What the rules make of what was saved, without hooks and earlier screens. */
    read_as: sessionState,
    matched: z.boolean(),
  })
  .meta({ id: 'SavedScreen' });
export type SavedScreen = z.infer<typeof savedScreen>;

/** tmux forbids `:` and `.` in names; a leading `=`, `-`, `$`, `@`, `%` or `_` would be read as something else. */
export const sessionName = z
  .string()
  .min(1)
  .max(100)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
    'a session name has letters, digits, - and _, and begins with a letter or digit',
  );

/** What a session may be given without a person: nothing, what is routine, or all that is known to be safe. */
export const tiers = ['high-level', 'manager', 'worker'] as const;
export const sessionTier = z.enum(tiers).meta({ id: 'SessionTier' });
export type SessionTier = z.infer<typeof sessionTier>;

/** What it does among the others, e.g. `qa`, `orchestrator`. */
export const sessionRole = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]*$/u, 'a role has letters, digits, blanks and - _ .');

/** Null takes a label away; absent leaves it. */
export const sessionLabels = z.strictObject({
  role: sessionRole.nullable().optional(),
  tier: sessionTier.nullable().optional(),
});
export type SessionLabels = z.output<typeof sessionLabels>;

const nameParams = z.object({ name: z.string().min(1).max(200) });

export const createSessionBody = z.strictObject({
  name: sessionName,
  /** Absolute directory; default: the server's home directory. */
  working_dir: z.string().min(1).max(4096).optional(),
  /** Program to run; default: the provider's launch command, else the login shell. */
  command: z.string().min(1).max(8192).optional(),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string().max(32_768)).optional(),
  provider: provider.optional(),
  /** `headless` needs a provider that has a protocol, and takes no command. */
  mode: sessionMode.default('terminal'),
  /** Headless only: the session ends by itself after so many minutes without work. */
  end_when_idle_minutes: z.number().positive().max(10_080).optional(),
  width: z.number().int().min(20).max(500).default(120),
  height: z.number().int().min(5).max(300).default(40),
  node: z.string().optional(),
  role: sessionRole.optional(),
  /** Default: as `worker`. */
  tier: sessionTier.optional(),
});

export const sessionEndpoints = {
  listTmuxSessions: defineEndpoint({
    id: 'listTmuxSessions',
    method: 'GET',
    path: '/api/tmux/sessions',
    access: 'viewer',
    tag: 'tmux',
    summary: 'List sessions over all nodes',
    ...sessionList,
  }),
  getTmuxSession: defineEndpoint({
    id: 'getTmuxSession',
    method: 'GET',
    path: '/api/tmux/sessions/:name',
    access: 'viewer',
    tag: 'tmux',
    summary: 'One session',
    params: nameParams,
    reply: replyOf(session),
    errors: ['NOT_FOUND'],
  }),
  changeTmuxSession: defineEndpoint({
    id: 'changeTmuxSession',
    method: 'PATCH',
    path: '/api/tmux/sessions/:name',
    access: 'operator',
    tag: 'tmux',
    summary: "Change a session's role and tier",
    description:
      'Kept with the session itself, as the tmux user options `@architect_role` and `@architect_tier`. The tier says how much of the permission policy it gets.',
    params: nameParams,
    body: sessionLabels,
    reply: replyOf(session),
    errors: ['NOT_FOUND'],
  }),
  explainTmuxSession: defineEndpoint({
    id: 'explainTmuxSession',
    method: 'GET',
    path: '/api/tmux/sessions/:name/explain',
    access: 'viewer',
    tag: 'tmux',
    summary: 'Why a session has its state: all readings, the winner, and why the others lost',
    params: nameParams,
    reply: replyOf(explanation),
    errors: ['NOT_FOUND'],
  }),
  saveTmuxScreen: defineEndpoint({
    id: 'saveTmuxScreen',
    method: 'POST',
    path: '/api/tmux/sessions/:name/save-screen',
    access: 'operator',
    tag: 'tmux',
    summary: 'Save what a session shows now as a test case, with the state that it really has',
    description:
      'Written on the node that has the session, below `screens/<provider>/` of its data directory, in the format of `architect screens check`. Obvious secrets are masked.',
    status: 201,
    params: nameParams,
    body: saveScreenBody,
    reply: replyOf(savedScreen),
    errors: ['NOT_FOUND', 'DELIVERY_UNSAFE'],
  }),
  refreshTmuxSessions: defineEndpoint({
    id: 'refreshTmuxSessions',
    method: 'POST',
    path: '/api/tmux/sessions/refresh',
    access: 'operator',
    tag: 'tmux',
    summary: 'Re-read everything from tmux',
    reply: replyOf(z.array(session)),
  }),
  sendToTmux: defineEndpoint({
    id: 'sendToTmux',
    method: 'POST',
    path: '/api/tmux/send',
    access: 'operator',
    tag: 'tmux',
    summary: 'Type text into a session',
    description:
      'Refused with 409 and the state where typing is unsafe. `interrupt` presses Escape first; `force` skips the state check but never types into a dead pane or copy mode.',
    body: z.strictObject({
      session: z.string().min(1),
      message: z.string().min(1).max(1_000_000),
      send_enter: z.boolean().default(true),
      interrupt: z.boolean().default(false),
      force: z.boolean().default(false),
    }),
    reply: replyOf(z.object({ session: z.string(), adjusted: z.array(z.string()) })),
    errors: ['NOT_FOUND', 'DELIVERY_UNSAFE'],
  }),
  captureTmux: defineEndpoint({
    id: 'captureTmux',
    method: 'POST',
    path: '/api/tmux/capture',
    access: 'viewer',
    tag: 'tmux',
    summary: 'Capture what a session shows',
    body: z.strictObject({
      session: z.string().min(1),
      /** Lines of scrollback before the visible screen. */
      lines: z.number().int().min(0).max(50_000).optional(),
      escapes: z.boolean().default(false),
    }),
    reply: replyOf(z.object({ output: z.string() }), { output: z.string() }),
    errors: ['NOT_FOUND'],
  }),
  createTmuxSession: defineEndpoint({
    id: 'createTmuxSession',
    method: 'POST',
    path: '/api/tmux/create',
    access: 'operator',
    tag: 'tmux',
    summary: 'Create a session',
    status: 201,
    description:
      'An agent is refused where the machine has not enough free memory for it (see the limits); `force` starts it all the same.',
    body: createSessionBody.extend({ force: z.boolean().default(false) }),
    reply: replyOf(session),
    errors: ['SESSION_EXISTS', 'VALIDATION_FAILED', 'NOT_ENOUGH_MEMORY'],
  }),
  killTmuxSession: defineEndpoint({
    id: 'killTmuxSession',
    method: 'POST',
    path: '/api/tmux/kill',
    access: 'operator',
    tag: 'tmux',
    summary: 'Kill a session and everything it runs',
    body: z.strictObject({ session: z.string().min(1) }),
    reply: replyOf(z.object({ session: z.string(), survivors: z.array(z.number().int()) })),
    errors: ['NOT_FOUND'],
  }),
};
