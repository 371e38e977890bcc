import type { DialogKind, SessionState } from '@architect/contracts/sessions';

/** What opencode shows, as data. Recorded with 1.18.33. */

export interface DialogRule {
  name: string;
  /** The row below "Permission required", without the mark in front; group 1 is the subject where the row names it. */
  head: RegExp;
  kind: DialogKind;
  tool: string;
  subject: 'command' | 'head';
}

/** Tried in order; the first whose head matches names the dialog. */
export const dialogRules: DialogRule[] = [
  {
    name: 'external-directory',
    head: /^access external directory\s+(.+)$/i,
    kind: 'other',
    tool: 'external_directory',
    subject: 'head',
  },
  { name: 'edit', head: /^(?:edit|patch|apply patch)\s+(.+)$/i, kind: 'edit', tool: 'edit', subject: 'head' },
  { name: 'write', head: /^write\s+(.+)$/i, kind: 'write', tool: 'write', subject: 'head' },
  { name: 'read', head: /^(?:read|list|glob|grep)\s+(.+)$/i, kind: 'read', tool: 'read', subject: 'head' },
  { name: 'fetch', head: /^(?:webfetch|fetch)\s+(.+)$/i, kind: 'web', tool: 'webfetch', subject: 'head' },
  { name: 'search', head: /\bsearch\s+(.+)$/i, kind: 'web', tool: 'websearch', subject: 'head' },
  { name: 'tool', head: /^call tool\s+(.+)$/i, kind: 'mcp', tool: '', subject: 'head' },
];

export const commandRule: DialogRule = {
  name: 'command',
  head: /./,
  kind: 'bash',
  tool: 'bash',
  subject: 'command',
};

export interface MessageRule {
  name: string;
  state: Extract<SessionState, 'error' | 'limited' | 'busy'>;
  pattern: RegExp;
}

const limits = /(\b429\b|rate.?limit|quota|usage limit|too many requests|overloaded)/i;

/** Status row of a request that is tried again without end. A broken stream is ordinary work. */
export const retryRules: MessageRule[] = [
  { name: 'limited', state: 'limited', pattern: limits },
  {
    name: 'connection',
    state: 'busy',
    pattern: /^\W*(connection|network|stream|socket|fetch failed|terminated)/i,
  },
  { name: 'failed', state: 'error', pattern: /./ },
];

/** A failure stands in a block of its own above the input box. */
export const failureRules: MessageRule[] = [
  { name: 'limited', state: 'limited', pattern: limits },
  { name: 'error', state: 'error', pattern: /./ },
];
