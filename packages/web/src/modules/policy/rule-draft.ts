import type { Pattern } from '@architect/contracts/patterns';
import type { RuleBody, RuleOfInteraction } from '../../lib/policy.ts';
import { canBeRuled, type RuleWish } from '../../lib/rule-wish.ts';

type Scope = Pattern['scope'];

/** A rule while it is written: every field a form can hold; empty text means nothing. */
export interface RuleDraft extends Pick<Pattern, 'name' | 'kind' | 'action' | 'pattern_regex' | 'enabled'> {
  priority: number;
  session: string;
  project: string;
  tier: string;
  provider: Scope['provider'] | null;
}

const fresh: RuleDraft = {
  name: '',
  kind: 'bash',
  action: 'approve',
  pattern_regex: '',
  enabled: true,
  priority: 5,
  session: '',
  project: '',
  tier: '',
  provider: null,
};

/** The draft that the drawer begins with. A rule made of an interaction begins narrow: in its session only. */
export function draftOf(wish: RuleWish): RuleDraft {
  if (wish.kind === 'new') return fresh;
  if (wish.kind === 'interaction') {
    const { kind, session, node, subject } = wish.interaction;
    const name = subject.trim().split('\n')[0]?.slice(0, 100) ?? '';
    return { ...fresh, name, kind: canBeRuled(kind) ? kind : 'bash', session: `${node}:${session}` };
  }
  const { scope, name, kind, action, pattern_regex, enabled, priority } = wish.rule;
  return {
    ...{ name, kind, action, pattern_regex, enabled, priority },
    ...{ session: scope.session ?? '', project: scope.project ?? '', tier: scope.tier ?? '' },
    provider: scope.provider ?? null,
  };
}

/** Why this cannot be saved yet; null when it can. The server judges the regular expression itself. */
export function regexFault(draft: RuleDraft, wish: RuleWish): string | null {
  if (draft.pattern_regex !== '' || (wish.kind === 'interaction' && wish.interaction.complete)) return null;
  return 'Say what the rule is about.';
}

export function scopeOf({ session, project, tier, provider }: RuleDraft): Scope {
  return {
    ...(session.trim() ? { session: session.trim() } : {}),
    ...(project.trim() ? { project: project.trim() } : {}),
    ...(tier.trim() ? { tier: tier.trim() } : {}),
    ...(provider ? { provider } : {}),
  };
}

/** Without a name the rule is called by its regular expression. */
export function bodyOfDraft(draft: RuleDraft): RuleBody & { name: string } {
  const { kind, action, pattern_regex, enabled, priority } = draft;
  const name = draft.name.trim() || pattern_regex.trim().slice(0, 100) || 'unnamed';
  return { name, kind, action, pattern_regex, enabled, priority, scope: scopeOf(draft) };
}

/** Without a regular expression the server makes one that fits exactly what was asked. */
export function bodyOfInteractionDraft(draft: RuleDraft): RuleOfInteraction {
  const { action, enabled, priority } = draft;
  return {
    ...{ action, enabled, priority, scope: scopeOf(draft) },
    ...(draft.name.trim() ? { name: draft.name.trim() } : {}),
    ...(draft.pattern_regex ? { pattern_regex: draft.pattern_regex } : {}),
  };
}

/** What makes a deleted rule again. */
export function bodyOfRule(rule: Pattern): RuleBody {
  const { name, kind, action, pattern_regex, enabled, priority, scope } = rule;
  return { name, kind, action, pattern_regex, enabled, priority, scope };
}
