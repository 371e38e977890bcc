import type { Pattern } from '@architect/contracts/patterns';
import { LookChip } from '../../ui/look-chip.tsx';
import { actionLooks, kindWords, scopeWords } from './policy-words.ts';
import { DeleteRule, EnableRule } from './rule-controls.tsx';
import classes from './rule-list.module.css';
import { RuleName } from './rule-table.tsx';
import type { RuleHandlers } from './rules-panel.tsx';

/** The table of rules for narrow windows: a block per rule. */
export function RuleList({ rules, ...handlers }: RuleHandlers & { rules: readonly Pattern[] }) {
  return (
    <ul className={classes.list}>
      {rules.map((rule) => (
        <li key={rule.id} className={classes.row}>
          <div className={classes.head}>
            <RuleName rule={rule} {...handlers} />
            <span className={classes.controls}>
              <EnableRule rule={rule} {...handlers} />
              {handlers.mayAct ? <DeleteRule rule={rule} {...handlers} /> : null}
            </span>
          </div>
          <code className={classes.regex}>{rule.pattern_regex}</code>
          <span className={classes.facts}>
            <LookChip look={actionLooks[rule.action]} />
            {kindWords[rule.kind].label} · {scopeWords(rule.scope)} · priority {rule.priority} ·{' '}
            {rule.hits === 1 ? '1 hit' : `${rule.hits} hits`}
          </span>
        </li>
      ))}
    </ul>
  );
}
