import type { Suggestion } from '@architect/contracts/suggestions';
import { useMemo } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';
import { openAnswer } from './suggestion-answer.tsx';

/** J and K choose; A, S and D answer the chosen one; N proposes one. */
export function useSuggestionKeys(props: {
  items: readonly Suggestion[];
  selected: Suggestion | undefined;
  onSelect(id: number): void;
  onSuggest(): void;
}) {
  const { items, selected, onSelect, onSuggest } = props;
  const mayAct = useMayAct();
  const shortcuts = useMemo<Shortcut[]>(() => {
    const step = (by: number) => {
      const next = items[items.findIndex(({ id }) => id === selected?.id) + by];
      if (next) onSelect(next.id);
    };
    const answer = (act: 'confirm' | 'skip' | 'complete', status: Suggestion['status']) => () => {
      if (selected?.status === status) openAnswer({ act, suggestion: selected });
    };
    const moves = [
      { keys: 'j', does: 'Next', run: () => step(1) },
      { keys: 'k', does: 'Previous', run: () => step(-1) },
    ];
    if (!mayAct) return moves;
    return [
      ...moves,
      { keys: 'a', does: 'Agree', run: answer('confirm', 'pending') },
      { keys: 's', does: 'Skip', run: answer('skip', 'pending') },
      { keys: 'd', does: 'Mark as done', run: answer('complete', 'confirmed') },
      { keys: 'n', does: 'Suggest work', run: onSuggest },
    ];
  }, [items, selected, onSelect, onSuggest, mayAct]);
  useShortcuts('Suggestions', shortcuts);
}
