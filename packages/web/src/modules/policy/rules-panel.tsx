import type { Pattern } from '@architect/contracts/patterns';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMayAct } from '../../lib/app-context.tsx';
import { useRuleActions, useRules } from '../../lib/policy.ts';
import { openRule } from '../../lib/rule-wish.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Panel } from '../../ui/panel.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import { bodyOfRule } from './rule-draft.ts';
import { RuleList } from './rule-list.tsx';
import { RuleTable } from './rule-table.tsx';
import { inDecidingOrder } from './rules-in-order.ts';

export interface RuleHandlers {
  mayAct: boolean;
  onChange(rule: Pattern): void;
  onEnable(rule: Pattern, enabled: boolean): void;
  onDelete(rule: Pattern): void;
}

/** Rules that people made, in the order in which they decide. */
export function RulesPanel() {
  const rules = useRules();
  const handlers = useHandlers();
  const narrow = useMediaQuery('(max-width: 62em)');
  return (
    <Panel title="Rules" count={rules.data?.length} flush>
      <Loaded from={rules} rows={4}>
        {(known) => {
          if (known.length === 0) return <NoRules mayAct={handlers.mayAct} />;
          const ordered = inDecidingOrder(known);
          return narrow ? (
            <RuleList rules={ordered} {...handlers} />
          ) : (
            <RuleTable rules={ordered} {...handlers} />
          );
        }}
      </Loaded>
    </Panel>
  );
}

function NoRules({ mayAct }: { mayAct: boolean }) {
  return (
    <Nothing
      title="No rule of your own yet."
      action={mayAct ? <Button onClick={() => openRule({ kind: 'new' })}>Write the first rule</Button> : null}
    >
      The built-in rules below approve reading and testing. Add what is safe in your projects, or make a rule
      of something that waits under “Needs me”.
    </Nothing>
  );
}

function useHandlers(): RuleHandlers {
  const mayAct = useMayAct();
  const { create, update, remove } = useRuleActions();
  const act = useAct();
  return {
    mayAct,
    onChange: (rule) => openRule({ kind: 'change', rule }),
    onEnable: (rule, enabled) =>
      void act(
        () => update.mutateAsync({ id: rule.id, change: { enabled } }),
        `The rule “${rule.name}” is ${enabled ? 'enabled' : 'disabled'}.`,
      ),
    async onDelete({ id }) {
      const removed = await act(() => remove.mutateAsync(id), null);
      if (!removed) return;
      const again = () => create.mutateAsync(bodyOfRule(removed));
      showUndo(
        `The rule “${removed.name}” is deleted.`,
        () => void act(again, `The rule “${removed.name}” is back.`),
      );
    },
  };
}
