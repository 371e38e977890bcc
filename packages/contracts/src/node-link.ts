import { z } from 'zod';
import { nodeRules } from './agent-rules.ts';
import { suspects } from './assignments.ts';
import { sourceCommit, testRun } from './autopilot.ts';
import { promptErrorCode } from './prompts.ts';
import { time } from './reply.ts';
import {
  createSessionBody,
  dialog,
  explanation,
  savedScreen,
  saveScreenBody,
  session,
  sessionLabels,
  sessionName,
} from './sessions.ts';
import { usage } from './usage.ts';

/**
 * Server ⇄ node. A node owns tmux, the agents and their states on one machine; the server never touches tmux.
 * The embedded node and a remote one speak this same contract; all data is plain JSON.
 */

/** Evidence for one attempt, kept by the server from before the first byte is typed. */
export const attemptSpec = z.object({
  /** Unique over all servers and time: `<prompt id>-<n>-<8 hex>`. */
  attempt_id: z.string(),
  prompt_id: z.number().int(),
  session: z.string(),
  /** The text as it must arrive, after the agent's own guards (`prepare`). */
  text: z.string(),
  /** When the intent was committed. */
  intent_at: time,
});
export type AttemptSpec = z.infer<typeof attemptSpec>;

/**
 * Fresh facts about the pane taken just before the intent was committed; lets a restart prove that nothing was typed. A
 * session without a pane has its id in `pane_id` and zeros: its agent's own words are the proof.
 */
export const paneMark = z.object({
  pane_id: z.string(),
  pane_pid: z.number().int(),
  screen_hash: z.string(),
  history_size: z.number().int(),
  cursor: z.string(),
  hook_count: z.number().int(),
  transcript_size: z.number().int().nullable(),
  at: time,
});
export type PaneMark = z.infer<typeof paneMark>;

/** What a delivery reports, in order; the last one is `refused`, `unconfirmed` or `ended`. */
export const deliveryStep = z.discriminatedUnion('step', [
  /** Proven: nothing was typed. `retry_when` says what must change first. */
  z.object({
    step: z.literal('refused'),
    attempt_id: z.string(),
    at: time,
    evidence: z.string(),
    permanent: z.boolean().optional(),
  }),
  z.object({ step: z.literal('typed'), attempt_id: z.string(), at: time, evidence: z.string() }),
  z.object({ step: z.literal('submitted'), attempt_id: z.string(), at: time, evidence: z.string() }),
  z.object({ step: z.literal('started'), attempt_id: z.string(), at: time, evidence: z.string() }),
  /** A dialog holds the turn: the time-out clock stops until `resumed`. */
  z.object({ step: z.literal('blocked'), attempt_id: z.string(), at: time, evidence: z.string() }),
  z.object({ step: z.literal('resumed'), attempt_id: z.string(), at: time, evidence: z.string() }),
  /** Nobody can tell whether the agent got it: never repeated automatically. */
  z.object({ step: z.literal('unconfirmed'), attempt_id: z.string(), at: time, evidence: z.string() }),
  z.object({
    step: z.literal('ended'),
    attempt_id: z.string(),
    at: time,
    evidence: z.string(),
    outcome: z.enum(['completed', 'failed']),
    /** The agent's own message for this prompt. */
    response: z.string().nullable(),
    error_code: promptErrorCode.nullable(),
    error: z.string().nullable(),
    /** Proven by the agent's own record: it did no work at all on the prompt. */
    untouched: z.boolean().optional(),
    /** What the turn took, as far as the agent tells; absent or null: it tells nothing. */
    usage: usage.nullish(),
  }),
]);
export type DeliveryStep = z.infer<typeof deliveryStep>;

const onSession = z.object({ session: z.string() });

/** Requests the server makes. A failed one rejects with a NodeLinkError (code below). */
export const nodeMethods = {
  list: {
    params: z.object({}),
    result: z.object({
      sessions: z.array(session),
      tmux: z.enum(['up', 'down']),
      tmux_version: z.string().nullable(),
      /** Why tmux cannot be used; null: it can, whether or not a server runs. Absent: an older node. */
      tmux_fault: z.string().nullish(),
      /** Memory of the machine, or of the control group it gives us; absent: an older node. */
      memory: z.object({ total_bytes: z.number(), available_bytes: z.number() }).optional(),
      /** For SSH; absent: an older node. */
      host: z.object({ hostname: z.string(), address: z.string(), username: z.string() }).optional(),
    }),
  },
  refresh: { params: z.object({}), result: z.object({ sessions: z.array(session) }) },
  /** The agents that this node knows, and the rules that a person wrote for it. */
  rules: { params: z.object({}), result: nodeRules },
  explain: { params: onSession, result: explanation },
  /** Saves the present screen as a test case of the agent's rules, on this node. */
  'screen.save': {
    params: onSession.extend(saveScreenBody.shape),
    result: savedScreen.omit({ node: true }),
  },
  capture: {
    params: onSession.extend({ lines: z.number().int().optional(), escapes: z.boolean() }),
    result: z.object({ output: z.string() }),
  },
  create: { params: createSessionBody, result: z.object({ session }) },
  /** Sets role and tier (null takes one away, absent leaves it). They are kept with the session itself. */
  label: { params: onSession.extend(sessionLabels.shape), result: z.object({ session }) },
  /** Survivors: processes of the session that could not be ended, after SIGTERM, a grace period and SIGKILL. */
  kill: { params: onSession, result: z.object({ survivors: z.array(z.number().int()) }) },
  /** `/api/tmux/send`: guarded typing outside the queue. */
  type: {
    params: onSession.extend({
      text: z.string(),
      enter: z.boolean(),
      interrupt: z.boolean(),
      force: z.boolean(),
    }),
    result: z.object({ adjusted: z.array(z.string()) }),
  },
  /** What would be typed, and the pane's mark; nothing is typed. Refuses (NOT_DELIVERABLE) like `deliver` would. */
  prepare: {
    params: onSession.extend({ text: z.string() }),
    result: z.object({ text: z.string(), adjusted: z.array(z.string()), mark: paneMark }),
  },
  /** Starts a delivery and returns at once; steps arrive as `delivery` events. Call only after the intent is committed. */
  deliver: { params: attemptSpec.extend({ mark: paneMark }), result: z.object({}) },
  /**
   * After a crash: finds from evidence how far an attempt got and continues following it; steps arrive as `delivery` events
   * (a `refused` step proves that nothing was typed). `last_step` is what the server had recorded. An attempt that the node
   * follows already goes on as before; of one that has just ended there the end is told again.
   */
  reconcile: {
    params: attemptSpec.extend({
      mark: paneMark,
      last_step: z.enum(['sending', 'typed', 'submitted', 'started', 'blocked', 'resumed']),
    }),
    result: z.object({}),
  },
  /**
   * Stop following an attempt (cancelled, timed out). Sends nothing; takes its text out of the input box while that holds
   * exactly the text, in the pane of the mark. `left_behind` is for a node that has started anew and knows nothing of it.
   */
  abandon: {
    params: z.object({
      attempt_id: z.string(),
      left_behind: attemptSpec.extend({ mark: paneMark }).optional(),
    }),
    result: z.object({}),
  },
  /** Presses one option of the dialog with this fingerprint, after reading the screen again. */
  answer: {
    params: onSession.extend({
      fingerprint: z.string(),
      option_key: z.string(),
      text: z.string().optional(),
    }),
    result: z.object({ evidence: z.string() }),
  },
  /** A work tree and a branch for one agent. A branch that exists goes on where it stands. */
  'worktree.add': {
    params: z.object({
      repository: z.string(),
      branch: z.string(),
      name: sessionName,
      base: z.string().optional(),
    }),
    result: z.object({
      path: z.string(),
      branch: z.string(),
      repository: z.string(),
      is_new_branch: z.boolean(),
    }),
  },
  /** Files changed or new, and commits that no other branch and no remote has. */
  'worktree.inspect': {
    params: z.object({ path: z.string() }),
    result: z.object({
      exists: z.boolean(),
      uncommitted: z.number().int(),
      unsaved_commits: z.number().int(),
    }),
  },
  /** Removes the directory and keeps the branch. Refused for directories that are not ours. */
  'worktree.remove': {
    params: z.object({ path: z.string(), repository: z.string(), force: z.boolean() }),
    result: z.object({}),
  },
  /**
   * Commits of a directory with a git repository that last touched these lines, or their files not long `before`. Answers
   * within two seconds with what was found by then; `note` says what is missing. Files outside of `root` are passed over.
   */
  'source.suspects': {
    params: z.object({
      root: z.string(),
      frames: z.array(z.object({ file: z.string(), line: z.number().int().positive() })).max(10),
      /** A release, a tag or a commit; when there is no such commit, what is checked out. */
      revision: z.string().nullable(),
      before: time,
    }),
    result: suspects,
  },
  /** Commits on all branches of a repository since a time, newest first, at most 100; `note` says what is missing. */
  'source.commits': {
    params: z.object({ root: z.string(), since: time }),
    result: z.object({ commits: z.array(sourceCommit), note: z.string().nullable() }),
  },
  /**
   * Runs a shell command in a directory, once for each `id`. Answers after 20 seconds at the latest, with null while it runs:
   * ask again. A node that was started anew knows nothing of it and begins again.
   */
  'source.test': {
    params: z.object({
      id: z.string(),
      directory: z.string(),
      command: z.string(),
      timeout_ms: z.number().int().positive(),
    }),
    result: z.object({ ended: testRun.nullable() }),
  },
  'terminal.open': {
    params: onSession.extend({ stream: z.string() }),
    result: z.object({ cols: z.number().int(), rows: z.number().int(), data: z.string() }),
  },
  'terminal.input': { params: z.object({ stream: z.string(), data: z.string() }), result: z.object({}) },
  'terminal.resize': {
    params: z.object({ stream: z.string(), cols: z.number().int(), rows: z.number().int() }),
    result: z.object({}),
  },
  'terminal.close': { params: z.object({ stream: z.string() }), result: z.object({}) },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

/** Events a node sends. */
export const nodeEvents = {
  'session.added': session,
  'session.changed': session,
  'session.removed': z.object({ name: z.string(), node: z.string(), reason: z.string() }),
  'session.renamed': z.object({ from: z.string(), to: z.string() }),
  'dialog.opened': z.object({ session: z.string(), dialog, screen: z.string(), at: time }),
  /** `resumed`: the agent went on; `gone`: the session or agent ended. */
  'dialog.closed': z.object({
    session: z.string(),
    fingerprint: z.string(),
    because: z.enum(['resumed', 'replaced', 'gone']),
    at: time,
  }),
  delivery: deliveryStep,
  'tmux.up': z.object({ version: z.string() }),
  /** `is_fault`: tmux is missing or broken; else no server runs. Absent: an older node. */
  'tmux.down': z.object({ reason: z.string(), is_fault: z.boolean().optional() }),
  'terminal.data': z.object({ stream: z.string(), data: z.string() }),
  'terminal.resized': z.object({ stream: z.string(), cols: z.number().int(), rows: z.number().int() }),
  'terminal.closed': z.object({ stream: z.string(), reason: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type NodeMethod = keyof typeof nodeMethods;
export type NodeParams<M extends NodeMethod> = z.input<(typeof nodeMethods)[M]['params']>;
export type NodeResult<M extends NodeMethod> = z.output<(typeof nodeMethods)[M]['result']>;
export type NodeEvent = keyof typeof nodeEvents;
export type NodePayload<E extends NodeEvent> = z.output<(typeof nodeEvents)[E]>;

export const nodeErrorCodes = [
  'NO_SESSION',
  'SESSION_EXISTS',
  'NOT_DELIVERABLE',
  'DIALOG_CHANGED',
  'TMUX_DOWN',
  'BAD_REQUEST',
  'FAILED',
] as const;
export type NodeErrorCode = (typeof nodeErrorCodes)[number];

/** A refusal of a node request. `state` is the session's state where that is why. */
export class NodeLinkError extends Error {
  readonly code: NodeErrorCode;
  readonly state: string | null;
  constructor(code: NodeErrorCode, message: string, state: string | null = null) {
    super(message);
    this.name = 'NodeLinkError';
    this.code = code;
    this.state = state;
  }
}

/** What the server holds of each node, embedded or remote. */
export interface NodeLink {
  readonly name: string;
  request<M extends NodeMethod>(method: M, params: NodeParams<M>): Promise<NodeResult<M>>;
  /** Returns the function that stops listening. Events of one node arrive in order. */
  on<E extends NodeEvent>(event: E, listener: (payload: NodePayload<E>) => void): () => void;
  /**
   * Remote nodes only: the connection was lost (`reason` says how) or is back (null). While it is lost nothing is known
   * of the node: its sessions are neither there nor gone.
   */
  onConnection?(listener: (lostBecause: string | null) => void): () => void;
}
