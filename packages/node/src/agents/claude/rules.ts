import type { DialogKind, SessionState } from '@architect/contracts/sessions';

/**
 * What Claude Code shows, as data. Recorded with 2.0.60 to the newest version; patterns are matched against one logical
 * line (wrapped rows joined), apostrophes as `'`.
 */

export interface MessageRule {
  name: string;
  state: Extract<SessionState, 'error' | 'limited'>;
  pattern: RegExp;
}

/** The last message above the box, when it reports a failure instead of an answer. Older ones stay on the screen. */
export const messageRules: MessageRule[] = [
  {
    name: 'usage-limit',
    state: 'limited',
    pattern:
      /^(you've (hit|reached) your .*limit|you're out of (extra usage|usage credits)\b|usage limit reached\b|automatic continue cancelled\b|claude .*usage limit reached|(?:[\w-]+ ){0,4}limit reached\b.{0,40}\bresets?\b)/i,
  },
  {
    name: 'request-limited',
    state: 'limited',
    pattern: /^(please run \/login · )?API Error\b.*(\b429\b|rate.?limit)/i,
  },
  { name: 'api-error', state: 'error', pattern: /^(please run \/login · )?API Error\b/i },
  {
    name: 'not-signed-in',
    state: 'error',
    pattern: /^(invalid api key|not logged in|please run \/login|OAuth token|missing api key)/i,
  },
  { name: 'no-credit', state: 'error', pattern: /^credit balance (is )?too low/i },
  {
    name: 'context-full',
    state: 'error',
    pattern: /^(context limit reached|prompt is too long|conversation too long)/i,
  },
  { name: 'model-missing', state: 'error', pattern: /^there's an issue with the selected model/i },
  { name: 'request-too-large', state: 'error', pattern: /^request too large/i },
];

/** A spinner line whose text says that a request is tried again. */
export const retryRules: MessageRule[] = [
  { name: 'limited', state: 'limited', pattern: /\b429\b|rate.?limit/i },
  { name: 'failed', state: 'error', pattern: /./ },
];

export interface DialogRule {
  name: string;
  /** First line of the dialog. */
  head?: RegExp;
  /** The sentence right above the rows. */
  question?: RegExp;
  /** Anywhere between the head and the rows. */
  body?: RegExp;
  kind: DialogKind;
  /** Name of the tool in hooks; empty when the dialog is not about one. */
  tool: string;
  /** Where the subject stands: below the head, in the question, in the tool call, or nowhere. */
  subject: 'command' | 'path' | 'url' | 'call' | 'question' | 'head' | 'none';
  /** Fields to fill in: nothing of it can be picked but giving up. */
  form?: true;
}

/** Tried in order; the first whose patterns all match names the dialog. */
export const dialogRules: DialogRule[] = [
  { name: 'bash', head: /^bash command\b/i, kind: 'bash', tool: 'Bash', subject: 'command' },
  { name: 'edit', head: /^edit file\b/i, kind: 'edit', tool: 'Edit', subject: 'path' },
  { name: 'notebook', head: /^edit notebook\b/i, kind: 'edit', tool: 'NotebookEdit', subject: 'path' },
  { name: 'write', head: /^(create|write|overwrite) file\b/i, kind: 'write', tool: 'Write', subject: 'path' },
  { name: 'read', head: /^read files?\b/i, kind: 'read', tool: 'Read', subject: 'call' },
  {
    name: 'search',
    head: /^(search|glob|grep)\b/i,
    question: /^do you want to/i,
    kind: 'read',
    tool: 'Read',
    subject: 'call',
  },
  { name: 'fetch', head: /^fetch\b/i, kind: 'web', tool: 'WebFetch', subject: 'url' },
  { name: 'tool', head: /^tool use\b/i, kind: 'mcp', tool: '', subject: 'call' },
  {
    name: 'elicitation',
    head: /^mcp server .+ requests your input/i,
    kind: 'question',
    tool: '',
    subject: 'none',
    form: true,
  },
  {
    name: 'plan',
    question: /would you like to proceed\?$/i,
    kind: 'plan',
    tool: 'ExitPlanMode',
    subject: 'none',
  },
  { name: 'plan-mode', head: /^enter plan mode\?/i, kind: 'plan', tool: 'EnterPlanMode', subject: 'none' },
  {
    name: 'network',
    head: /^network request outside of sandbox\b/i,
    kind: 'web',
    tool: '',
    subject: 'head',
  },
  // Where no plan was written down.
  { name: 'plan-empty', head: /^exit plan mode\?/i, kind: 'plan', tool: 'ExitPlanMode', subject: 'none' },
  {
    name: 'trust',
    body: /quick safety check|do you trust|security guide|claude code.{1,3}ll be able to/i,
    kind: 'trust',
    tool: '',
    subject: 'head',
  },
  { name: 'bypass-warning', body: /bypass permissions mode/i, kind: 'trust', tool: '', subject: 'none' },
  { name: 'api-key', body: /use this api key\?/i, kind: 'other', tool: '', subject: 'none' },
  {
    name: 'theme',
    body: /choose the text style|text style that looks best/i,
    kind: 'other',
    tool: '',
    subject: 'none',
  },
  { name: 'login', body: /select login method/i, kind: 'other', tool: '', subject: 'none' },
  { name: 'limit', body: /what do you want to do\?/i, kind: 'other', tool: '', subject: 'none' },
  {
    name: 'edit-head-lost',
    question: /^do you want to make this edit to (.+)\?$/i,
    kind: 'edit',
    tool: 'Edit',
    subject: 'question',
  },
  {
    name: 'write-head-lost',
    question: /^do you want to (?:create|write|overwrite) (.+)\?$/i,
    kind: 'write',
    tool: 'Write',
    subject: 'question',
  },
  {
    name: 'bash-head-lost',
    question: /^do you want to proceed\?$/i,
    body: /\bthis command requires approval\b/i,
    kind: 'bash',
    tool: 'Bash',
    subject: 'none',
  },
  { name: 'permission', question: /^do you want to .+\?$/i, kind: 'other', tool: '', subject: 'none' },
];

/** Pages over the input box that a person opened and that ask for nothing, told by their title or their first words. */
export const overlayRules: { name: string; title: RegExp }[] = [
  { name: 'model-picker', title: /^select (a )?model\b/i },
  { name: 'help', title: /^help\s+general\s+commands/i },
  { name: 'settings', title: /^settings:?\s+.*\b(status|config)\b.*\b(config|usage)\b/i },
  { name: 'usage', title: /^(current (session|week)|\/usage\b)/i },
  { name: 'resume-picker', title: /^(resume session|select a conversation|resume a conversation)\b/i },
  {
    name: 'rewind',
    title: /^(rewind$|jump to a previous message\b|restore the code and\/or conversation\b)/i,
  },
  { name: 'permission-rules', title: /^permissions:?\s+.*\ballow\b.*\bdeny\b/i },
  { name: 'directory', title: /^add directory to workspace$/i },
  { name: 'theme', title: /^theme$/i },
  { name: 'export', title: /^export conversation$/i },
  { name: 'output-style', title: /^preferred output style$/i },
  { name: 'search', title: /^search prompts\b/i },
  { name: 'plugins', title: /^plugins(\s+discover\b.*)?$/i },
  {
    name: 'list',
    title:
      /^(hooks?( configuration| events)?|memory( files)?|background( tasks)?|agents( view)?|(manage )?mcp servers|skills|stats|sandbox|workflows|scheduled|artifacts|output style|release notes|system diagnostics|status|usage|language|notifications|recent activity|privacy|help)$/i,
  },
];

/** Commands that open a page of their own below their echo, without a title that is known. */
export const pageCommands =
  /^[❯>]\s\/(agents|bashes|config|doctor|export|help|hooks|ide|mcp|memory|model|output-style|permissions|plugin|resume|rewind|status|statusline|tasks|theme|todos|usage)\b/u;

/** Last rows of views and pages that are told by nothing else. */
export const viewFooters: { name: string; pattern: RegExp }[] = [
  { name: 'transcript', pattern: /^\s*(dialog waiting · )?showing detailed transcript\b/iu },
  { name: 'help', pattern: /^\s*for more help: https:\/\//i },
  { name: 'details', pattern: /^\s*(← to go back · )?esc\/enter\/space to close\b/iu },
];

/** The input box is shown, but keys do not go there, or a text would do something else: told by the footer or the box. */
export const keysElsewhere: { name: string; footer: RegExp; box?: RegExp }[] = [
  { name: 'search', footer: /^(search (prompts|history):|\(?(failed )?reverse-i-search)/i },
  // The list of sessions (2.1.3xx): a text begins another session.
  {
    name: 'agents-view',
    footer: /^enter to (return|open|view|attach|reply|start)\b/i,
    box: /^describe a task for a new session/i,
  },
  // The keyboard is on a mark of the footer.
  { name: 'footer', footer: /\benter to view (tasks?|agents?|shells?)\b/i },
];

/** The last row of a view, in newer versions (2.1.330), while a dialog waits behind it. */
export const dialogBehind = /^\s*dialog waiting · /iu;

/** What a row of keys below a dialog may say; anything else below it was not understood. */
export const footer =
  /(esc to (cancel|go back|close|exit)|tab to amend|enter to (confirm|select|set|submit|continue)|to navigate|ctrl\+[a-z] to|shift\+tab to|ready to submit|enter selection \[)/i;
