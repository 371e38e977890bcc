import type { SessionState } from '@architect/contracts/sessions';
import { type FramedRule, mcpRules } from '../framed-dialog.ts';

/** What Qwen Code shows, as data. Recorded with 0.15.10; apostrophes as `'`. */

/** `?  Shell npm test (Runs npm test) ←`: the tool and what it is about, in the first line of a permission dialog. */
const call = (names: string): RegExp => new RegExp(`^\\?\\s+(?:${names})\\b\\s*(.*?)(?:\\s+←)?$`, 'i');

/** Tried in order; the first whose patterns all match names the dialog. */
export const dialogRules: FramedRule[] = [
  {
    name: 'shell',
    head: call('shell|run_shell_command'),
    question: /^allow execution\b/i,
    kind: 'bash',
    tool: 'Shell',
    subject: 'body',
    repeatsBody: true,
  },
  {
    name: 'edit',
    head: /^\?\s+(?:edit|replace)\s+(.+?)(?:: .*=>.*?)?(?:\s+←)?$/i,
    question: /^apply this change\b/i,
    kind: 'edit',
    tool: 'Edit',
    subject: 'head',
  },
  {
    name: 'write',
    head: /^\?\s+(?:writefile|write_file)\s+(?:writing to\s+)?(.+?)(?:\s+←)?$/i,
    question: /^apply this change\b/i,
    kind: 'write',
    tool: 'WriteFile',
    subject: 'head',
  },
  {
    name: 'read',
    head: call('readfile|readmanyfiles|listfiles|glob|grep|searchtext'),
    kind: 'read',
    tool: 'ReadFile',
    subject: 'head',
  },
  { name: 'fetch', head: call('webfetch|web_fetch'), kind: 'web', tool: 'WebFetch', subject: 'url' },
  { name: 'search', head: call('websearch|web_search'), kind: 'web', tool: 'WebSearch', subject: 'head' },
  ...mcpRules,
  {
    name: 'question',
    head: /^\?\s+(?:askuserquestion|ask_user_question)\b/i,
    kind: 'question',
    tool: 'AskUserQuestion',
    subject: 'none',
  },
  { name: 'plan', question: /^would you like to proceed\b/i, kind: 'plan', tool: '', subject: 'none' },
  {
    name: 'trust',
    head: /^do you trust\b/i,
    kind: 'trust',
    tool: '',
    subject: 'row',
    row: /^trust folder \((.*)\)$/i,
  },
];

/** Pickers that a person opened: nobody is asked, but keys go there. */
export const overlayHead =
  /^(>\s*)?(settings|select (a )?(theme|model|editor|option)|theme|model|editor|resume|sessions?|approval mode|help|agents|manage|memory|permissions|connect a provider|session stats|stats|qwen code\s+general|mcp)\b/i;

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
    pattern: /(\b429\b|quota|rate.?limit|usage limit|too many requests)/i,
  },
  { name: 'error', state: 'error', pattern: /./ },
];
