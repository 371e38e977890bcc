import type { Interaction } from '@architect/contracts/interactions';
import type { ModuleContext, Running } from '../../platform/context.ts';
import type { DialogPolicy, Interactions } from '../interactions/index.ts';
import type { Nodes } from '../nodes/index.ts';
import { createPatternChanges } from './change-patterns.ts';
import { createChangePolicy } from './change-policy.ts';
import { createDecide } from './decide.ts';
import { bindPatternRoutes } from './routes.ts';
import { createRuleBook } from './rule-book.ts';
import { countHit, listPatterns } from './store.ts';

/** The permission policy: patterns, and what they decide about dialogs. Off until a person switches it on. */
export interface Patterns extends Running, DialogPolicy {
  /** A person switched automatic answers off: nothing may be begun without people either. */
  isKilled(): boolean;
}

export interface PatternsOptions extends ModuleContext {
  nodes: Nodes;
  /** @throws AppError NOT_FOUND */
  interactionOf(id: number): Promise<Interaction>;
  history: Interactions['history'];
}

export function createPatterns(options: PatternsOptions): Patterns {
  const { db, log, nodes } = options;
  const book = createRuleBook(options);
  const listeners = new Set<() => void>();
  const onChanged = (): void => {
    for (const listener of listeners) listener();
  };
  const changes = createPatternChanges({ ...options, book, onChanged });
  bindPatternRoutes(options.bind, {
    ...options,
    book,
    changes,
    changePolicy: createChangePolicy({ ...options, book, onChanged }),
    list: (query) => listPatterns(db, query),
  });

  function onHit(patternId: number): void {
    const counted = db.write(async (tx) => {
      const pattern = await countHit(tx, patternId);
      if (pattern) tx.publish('pattern.changed', pattern);
    });
    counted.catch((error: unknown) => log.warn({ err: error, pattern: patternId }, 'a hit was not counted'));
  }

  return {
    decide: createDecide({ book, nodes, onHit }),
    escalateAfterMs: book.escalateAfterMs,
    isKilled: book.isKilled,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => book.reload(),
  };
}
