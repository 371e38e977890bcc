import type { PolicyPreview, PreviewedInteraction } from '@architect/contracts/patterns';
import { useDebouncedValue } from '@mantine/hooks';
import { usePolicyPreview } from '../../lib/policy.ts';
import type { RuleWish } from '../../lib/rule-wish.ts';
import { Ago } from '../../ui/ago.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { actionLooks } from './policy-words.ts';
import { bodyOfDraft, type RuleDraft } from './rule-draft.ts';
import classes from './rule-preview.module.css';

const pauseMs = 300;

/** What the rule would have decided about past dialogs, while it is being written. */
export function RulePreview({ draft, wish }: { draft: RuleDraft; wish: RuleWish }) {
  const [settled] = useDebouncedValue(draft, pauseMs);
  const preview = usePolicyPreview(
    settled.pattern_regex === ''
      ? null
      : {
          pattern: bodyOfDraft(settled),
          ...(wish.kind === 'change' ? { replaces: wish.rule.id } : {}),
        },
  );
  if (draft.pattern_regex === '' || !preview.data || preview.error) return null;
  return (
    <section className={classes.preview} aria-label="On past dialogs" aria-busy={preview.isFetching}>
      <p role="status">{previewWords(preview.data)}</p>
      {preview.data.interactions.length === 0 ? null : (
        <ul className={classes.list}>
          {preview.data.interactions.slice(0, 8).map((one) => (
            <Past key={one.id} one={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Past({ one }: { one: PreviewedInteraction }) {
  return (
    <li>
      <LookChip look={actionLooks[one.verdict.action]} plain />
      <code title={one.subject}>{one.subject}</code>
      <span className={classes.was} data-differs={one.differs || undefined}>
        {one.differs ? `${one.decided_by_name ?? 'a person'}: ${one.status}` : one.session} ·{' '}
        <Ago at={one.created_at} />
      </span>
    </li>
  );
}

function previewWords({
  total,
  looked_at: lookedAt,
  decided,
  counts,
  changed,
  differs,
}: PolicyPreview): string {
  if (lookedAt === 0) return 'No dialog of this kind was seen yet: there is nothing to try it on.';
  const newest = lookedAt < total ? `the newest ${lookedAt} of ${total}` : `${lookedAt}`;
  const { approve, deny, require_approval: person } = counts;
  const parts = [
    `Would have decided ${decided} of ${newest}: ${approve} approved, ${deny} denied, ${person} left to a person.`,
    changed > 0 ? `Changes ${changed} of them.` : '',
    differs > 0 ? `A person decided ${differs} of them the other way.` : '',
  ];
  return parts.filter(Boolean).join(' ');
}
