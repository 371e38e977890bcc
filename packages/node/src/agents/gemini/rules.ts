import type { SessionState } from '@architect/contracts/sessions';
import { type FramedRule, mcpRules } from '../framed-dialog.ts';

/** What Gemini CLI shows, as data. Recorded with 0.30 and 0.61; apostrophes as `'`. */

/** `? Shell  npm test`: the tool and what it is about, in the first line of a permission dialog. */
const call = (names: string): RegExp => new RegExp(`^\\?\\s+(?:${names})\\b\\s*(.*?)(?:\\s+←)?$`, 'i');

/** Tried in order; the first whose patterns all match names the dialog. */
export const dialogRules: FramedRule[] = [
  {
    name: 'shell',
    // On narrow screens the command follows without a blank.
    head: /^\?\s+(?:shell|run_shell_command)/i,
    question: /^allow execution\b/i,
    kind: 'bash',
    tool: 'Shell',
    subject: 'body',
  },
  {
    name: 'edit',
    head: /^\?\s+(?:edit|replace)\s+(.+?)(?:: .*=>.*)?$/i,
    question: /^apply this change\b/i,
    kind: 'edit',
    tool: 'Edit',
    subject: 'head',
  },
  {
    name: 'write',
    head: /^\?\s+(?:writefile|write_file)\s+(?:writing to\s+)?(.+?)$/i,
    question: /^apply this change\b/i,
    kind: 'write',
    tool: 'WriteFile',
    subject: 'head',
  },
  {
    name: 'read',
    head: call('readfile|readfolder|readmanyfiles|findfiles|searchtext|glob'),
    kind: 'read',
    tool: 'ReadFile',
    subject: 'head',
  },
  { name: 'fetch', head: call('webfetch|web_fetch'), kind: 'web', tool: 'WebFetch', subject: 'url' },
  {
    name: 'search',
    head: call('googlesearch|websearch'),
    kind: 'web',
    tool: 'GoogleSearch',
    subject: 'head',
  },
  ...mcpRules,
  {
    name: 'question',
    head: /^answer questions?\b/i,
    kind: 'question',
    tool: 'ask_user',
    subject: 'none',
    arrowsOnly: true,
  },
  {
    name: 'plan',
    head: /^(ready to start|review|approve).*\b(plan|implementation)\b/i,
    kind: 'plan',
    tool: '',
    subject: 'none',
  },
  {
    name: 'trust',
    head: /^do you trust\b/i,
    kind: 'trust',
    tool: '',
    subject: 'row',
    row: /^trust folder \((.*)\)$/i,
  },
];

/** A dialog which says that the model may not be used for now. */
export const limitDialog =
  /\b(usage limit reached|quota (limit )?(exceeded|reached)|rate limit|out of (credits|quota))\b/i;

/** Pickers that a person opened: nobody is asked, but keys go there. */
export const overlayHead =
  /^(>\s*)?(settings|select (a )?(theme|model|editor|option)|theme|model|editor|session browser|resume|help|memory|tools|(confirm )?rewind|hooks)\b/i;

/** Ends a page that a person opened, also where a low screen has cut its head; an agent's question has its rows there. */
export const pageEnd = /\(.*\besc to cl(ose\)|[a-z]*…)$/i;

export interface MessageRule {
  name: string;
  state: Extract<SessionState, 'error' | 'limited'>;
  pattern: RegExp;
}

/** The last entry above the input box when it begins with `✕`. */
export const failureRules: MessageRule[] = [
  {
    name: 'limited',
    state: 'limited',
    pattern: /(\b429\b|RESOURCE_EXHAUSTED|quota|rate.?limit|usage limit|exhausted your)/i,
  },
  // A command that a person mistyped is no failure of a turn.
  { name: 'error', state: 'error', pattern: /^(?!unknown command: \/)/i },
];
