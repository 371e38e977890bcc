import type { Activity } from '@architect/contracts/activity';
import { z } from 'zod';
import { changesOf } from './field-changes.ts';
import { plainText } from './plain-text.ts';
import { plainWord, recordKindWords } from './record-words.ts';

/** Where the last word of an action is not yet what one would say. */
const verbs: Record<string, string> = {
  login: 'signed in',
  logout: 'signed out',
  'terminal.opened': 'opened the terminal of',
  'prompts.cleared': 'cleared ended prompts',
  'error.retention': 'dropped old reports',
  'error.bug_created': 'made a bug of',
  'user.password_changed': 'changed the password of',
  work_ended: 'ended the work on',
  released: 'took back',
  commented: 'commented on',
  comment_edited: 'edited a comment on',
  comment_deleted: 'deleted a comment on',
  linked: 'added a link to',
  unlinked: 'removed a link from',
  related: 'related',
  unrelated: 'took a relation from',
  not_answered: 'did not answer',
  autopilot_configured: 'set the autopilot of',
  prompted: 'prompted an agent for',
  sent_back: 'sent back',
  set_cancelled: 'cancelled',
  set_failed: 'gave up',
  set_complete: 'called complete',
};
const withoutObject = new Set(['login', 'logout', 'prompts.cleared', 'error.retention']);

/** Pages of what is no record. */
const paths: Record<string, (id: string) => string> = {
  prompt: (id) => `/prompts/${id}`,
  session: (id) => `/sessions/${encodeURIComponent(id)}`,
  agent: (id) => `/sessions/${encodeURIComponent(id)}`,
  interaction: () => '/interactions',
  suggestion: () => '/suggestions?status=all',
  autopilot_milestone: () => '/autopilot',
  autopilot_run: () => '/autopilot',
  pattern: () => '/policy',
  policy: () => '/policy',
  limits: () => '/settings',
  error_key: () => '/errors/keys',
};

export interface ActivityWords {
  verb: string;
  /** What it happened to, and where that is shown. */
  object: { words: string; path: string | null } | null;
  title: string | null;
  /** What else is known of it, in one line. */
  details: string;
}

/** An entry of the audit trail as a sentence: who `verb` `object`. */
export function activityWords(entry: Activity): ActivityWords {
  const { action, details } = entry;
  const title = details.title ?? details.name;
  return {
    verb: verbOf(entry),
    object: withoutObject.has(action) ? null : objectOf(entry),
    title: typeof title === 'string' && title !== '' ? plainText(title) : null,
    details: detailWords(entry),
  };
}

function verbOf({ action, entity_type: type }: Activity): string {
  const last = action.slice(action.indexOf('.') + 1);
  const known = verbs[action] ?? verbs[last];
  if (known) return known;
  return (action.startsWith(`${type}.`) ? last : action).replaceAll(/[._]/g, ' ');
}

function objectOf({ entity_type: type, entity_id: id }: Activity): ActivityWords['object'] {
  if (type === null) return null;
  const record = recordKindWords(type);
  const kind = record?.one ?? type.replaceAll('_', ' ');
  const words = id === null ? kind : /^\d+$/.test(id) ? `${kind} #${id}` : plainText(id);
  if (record) return { words, path: id === null ? record.path : `${record.path}/${id}` };
  const isReachable = id !== null || type === 'policy' || type === 'limits';
  return { words, path: isReachable ? (paths[type]?.(id ?? '') ?? null) : null };
}

const refShape = z.object({ kind: z.string(), id: z.number() });
const unsaid = new Set(['title', 'name', 'changes', 'before', 'assignment_id', 'comment_id', 'bug_id']);

function detailWords(entry: Activity): string {
  const changes = changesOf(entry).map(
    ({ field, from, to }) => `${plainWord(field.replace(/_id$/, ''))}: ${shortened(from)} → ${shortened(to)}`,
  );
  const before = z.record(z.string(), z.unknown()).safeParse(entry.details.before).data ?? {};
  const others = Object.entries(entry.details).flatMap(([name, value]) => {
    const now = shortened(valueWords(value));
    if (unsaid.has(name)) return [];
    const was = name in before ? shortened(valueWords(before[name])) : null;
    // Of what was changed only the differences are worth a word.
    if (was === now || (was === null && (now === '–' || value === false))) return [];
    return [`${plainWord(name.replace(/_id$/, ''))}: ${was === null ? '' : `${was} → `}${now}`];
  });
  return [...changes, ...others].join(' · ');
}

function valueWords(value: unknown): string {
  const ref = refShape.safeParse(value).data;
  if (ref) return `${recordKindWords(ref.kind)?.one ?? ref.kind} #${ref.id}`;
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${plainWord(name)} ${valueWords(one)}`)
      .join(', ');
  if (typeof value !== 'string') return String(value);
  return /^[a-z]+(_[a-z]+)+$/.test(value) ? value.replaceAll('_', ' ') : value;
}

function shortened(text: string): string {
  const line = plainText(text.replaceAll(/\s+/g, ' ').trim());
  return line === '' ? '–' : line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
