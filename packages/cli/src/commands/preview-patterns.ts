import {
  type Pattern,
  type PatternScope,
  type PolicyPreview,
  type PreviewedInteraction,
  patternEndpoints,
} from '@architect/contracts/patterns';
import type { CommandContext } from '../command-context.ts';

export interface PreviewFlags extends PatternScope {
  json?: boolean;
  kind?: Pattern['kind'];
  action?: Pattern['action'];
  priority?: number;
  replaces?: number;
  newest?: number;
  list?: number;
}

/** `architect patterns preview`: what a pattern, or the whole policy, would have decided about the past. */
export async function previewPatterns(
  regex: string | undefined,
  scope: PatternScope,
  flags: PreviewFlags,
  { connect, output }: Pick<CommandContext, 'connect' | 'output'>,
): Promise<void> {
  const { kind, action, priority, replaces, newest, list } = flags;
  const draft = { pattern_regex: regex ?? '', kind, action: action ?? 'approve', priority, scope };
  const { data } = await (await connect()).call(patternEndpoints.previewPolicy, {
    body: { ...(regex === undefined ? {} : { pattern: draft }), replaces, newest, list },
  });
  if (flags.json) return output.json(data);
  output.line(describe(data));
  if (data.interactions.length === 0) return;
  output.table(data.interactions, [
    { title: 'ID', value: (one) => String(one.id) },
    { title: 'WOULD', value: (one) => one.verdict.action },
    { title: 'NOW', value: (one) => one.now ?? '' },
    { title: 'WAS', value: wasOf },
    { title: 'KIND', value: (one) => one.kind },
    { title: 'SESSION', value: (one) => one.session, maxCells: 20 },
    { title: 'SUBJECT', value: (one) => one.subject, maxCells: 60 },
  ]);
}

function wasOf({ status, decided_by_name: name, differs }: PreviewedInteraction): string {
  return `${status}${name === null ? '' : ` by ${name}`}${differs ? ' (differs)' : ''}`;
}

function describe({ decided, looked_at: lookedAt, total, counts, changed, differs }: PolicyPreview): string {
  const { approve, deny, require_approval: person } = counts;
  const newest = lookedAt < total ? ` (the newest of ${total})` : '';
  return [
    `It would have decided ${decided} of ${lookedAt} dialogs${newest}: ${approve} approved, ${deny} denied, ${person} left to a person.`,
    ...(changed > 0 ? [`Changes ${changed} of them.`] : []),
    ...(differs > 0 ? [`A person decided ${differs} of them the other way.`] : []),
  ].join('\n');
}
