import type { DialogKind, SessionState } from '@architect/contracts/sessions';

/** What Codex shows, as data. Recorded with 0.120 to the newest version; apostrophes as `'`. */

export interface MessageRule {
  name: string;
  state: Extract<SessionState, 'error' | 'limited' | 'idle'>;
  pattern: RegExp;
}

/** The last entry above the composer when it begins with `■`. */
export const noticeRules: MessageRule[] = [
  { name: 'interrupted', state: 'idle', pattern: /^conversation interrupted/i },
  {
    name: 'usage-limit',
    state: 'limited',
    pattern: /(usage limit|quota exceeded|(hit|reached) your .*limit|limit reached|out of credits)/i,
  },
  { name: 'request-limited', state: 'limited', pattern: /(\b429\b|too many requests|rate limit)/i },
  { name: 'error', state: 'error', pattern: /./ },
];

/** A status line that says that a request is tried again. */
export const retryRules: MessageRule[] = [
  { name: 'limited', state: 'limited', pattern: /(\b429\b|too many requests|server is busy|rate limit)/i },
  { name: 'failed', state: 'error', pattern: /./ },
];

export interface DialogRule {
  name: string;
  /** A sentence of the dialog, looked for upwards from its rows. */
  sentence: RegExp;
  kind: DialogKind;
  tool: string;
  subject: 'command' | 'destination' | 'arguments' | 'question' | 'folder' | 'none';
  /** Other fields of it are not shown: an answer is for a person to give. */
  hidesInput?: true;
}

export const dialogRules: DialogRule[] = [
  {
    name: 'command',
    // Older versions cut it at the edge of a narrow screen.
    sentence: /^would you like to run the following\b/i,
    kind: 'bash',
    tool: 'Bash',
    subject: 'command',
  },
  {
    name: 'edit',
    sentence: /^would you like to make the following\b/i,
    kind: 'edit',
    tool: 'apply_patch',
    subject: 'destination',
  },
  {
    name: 'network',
    sentence: /^(do you want to|would you like to) (approve|allow) (network )?access to/i,
    kind: 'web',
    tool: '',
    subject: 'question',
  },
  {
    name: 'mcp',
    sentence: /^(allow|approve) .*(mcp|tool)\b.*\?/i,
    kind: 'mcp',
    tool: '',
    subject: 'arguments',
  },
  {
    name: 'question',
    sentence: /^question \d+\/\d+/i,
    kind: 'question',
    tool: 'request_user_input',
    subject: 'question',
  },
  // An MCP server asks the person itself; one field of several.
  {
    name: 'form',
    sentence: /^field \d+\/\d+/i,
    kind: 'question',
    tool: '',
    subject: 'question',
    hidesInput: true,
  },
  { name: 'plan', sentence: /^implement this plan\?/i, kind: 'plan', tool: '', subject: 'none' },
  {
    name: 'trust',
    sentence: /^(trust this folder\?|do you trust (the contents of )?this (directory|folder)|folder access)/i,
    kind: 'trust',
    tool: '',
    subject: 'folder',
  },
  { name: 'running-task', sentence: /^task is still running/i, kind: 'question', tool: '', subject: 'none' },
];

/** Names server and tool in the sentence of an MCP dialog (0.169). */
export const mcpCall = /^allow the (\S+) mcp server to run tool "([^"]+)"\?$/i;

/** The row of keys that every dialog and picker of Codex ends with. */
export const dialogFooter =
  /(press enter to|enter to (submit|select|confirm|continue|save)|\benter(\/esc)? (confirm|continue|select|submit|resume|apply|save)\b|\besc (back|to (cancel|go back|dismiss|close|exit)|start new|close)\b|↑\/↓)/i;

/** The last rows of the screen while the shortcuts panel is open. */
export const panelFooter =
  /(\? \/ esc close|esc esc to edit previous message|ctrl \+ t to view transcript|customize shortcuts with \/keymap)\s*$/i;

/** Last row of a dialog that the agent waits for, never of a picker. */
export const asksForDecision =
  /^\s*(press enter to confirm or esc to cancel|.*\b(esc to interrupt|enter to submit))\b/i;

/** Last row of a picker whose title a low screen has no room for. */
export const pickerFooter = /(\benter to save for next conversation$|^\s*press space to toggle; )/i;

/** Pickers that a person opened: nobody is asked, but keys go there. Each is told by the first row of its paragraph. */
export const overlayRules: { name: string; title: RegExp }[] = [
  { name: 'model-picker', title: /^\s{0,2}select (a )?(model|reasoning)\b/i },
  {
    name: 'permissions-picker',
    title: /^\s{0,2}(update model permissions|select approval mode|select permissions)\b/i,
  },
  { name: 'review-picker', title: /^\s{0,2}select a (review preset|base branch|commit to review)/i },
  { name: 'settings', title: /^\s{0,2}(experimental features|configure (status line|terminal title))$/i },
  { name: 'theme-picker', title: /^\s{0,2}select (syntax theme|personality)$/i },
  { name: 'list', title: /^\s{0,2}(skills|hooks|plugins|apps|enable\/disable skills)$/i },
  { name: 'feedback', title: /^\s{0,2}how was this\?$/i },
];
