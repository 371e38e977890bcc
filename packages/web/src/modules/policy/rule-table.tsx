import type { Pattern } from '@architect/contracts/patterns';
import { Anchor, VisuallyHidden } from '@mantine/core';
import { DataTable, type DataTableColumn } from 'mantine-datatable';
import { LookChip } from '../../ui/look-chip.tsx';
import { actionLooks, kindWords, scopeWords } from './policy-words.ts';
import { DeleteRule, EnableRule } from './rule-controls.tsx';
import classes from './rule-table.module.css';
import type { RuleHandlers } from './rules-panel.tsx';

function columnsFor(handlers: RuleHandlers): DataTableColumn<Pattern>[] {
  return [
    { accessor: 'name', title: 'Name', render: (rule) => <RuleName rule={rule} {...handlers} /> },
    { accessor: 'kind', title: 'Kind', width: 118, render: ({ kind }) => kindWords[kind].label },
    {
      accessor: 'pattern_regex',
      title: 'Matches',
      render: ({ pattern_regex }) => (
        <code className={classes.regex} title={pattern_regex}>
          {pattern_regex}
        </code>
      ),
    },
    {
      accessor: 'action',
      title: 'Action',
      width: 132,
      render: ({ action }) => <LookChip look={actionLooks[action]} />,
    },
    {
      accessor: 'scope',
      title: 'Where',
      width: 180,
      render: ({ scope }) => <span className={classes.dim}>{scopeWords(scope)}</span>,
    },
    { accessor: 'priority', title: 'Priority', width: 80, textAlign: 'right' },
    { accessor: 'hits', title: 'Hits', width: 64, textAlign: 'right' },
    {
      accessor: 'enabled',
      title: 'Enabled',
      width: 84,
      render: (rule) => <EnableRule rule={rule} {...handlers} />,
    },
    ...(handlers.mayAct
      ? [
          {
            accessor: 'delete',
            title: <VisuallyHidden>Delete</VisuallyHidden>,
            width: 52,
            render: (rule: Pattern) => <DeleteRule rule={rule} {...handlers} />,
          },
        ]
      : []),
  ];
}

export function RuleTable({ rules, ...handlers }: RuleHandlers & { rules: readonly Pattern[] }) {
  return (
    <DataTable
      columns={columnsFor(handlers)}
      records={[...rules]}
      verticalSpacing={6}
      horizontalSpacing={14}
      fz="sm"
      backgroundColor="transparent"
      borderColor="var(--line)"
      rowBorderColor="var(--line)"
    />
  );
}

/** Opens the rule for those who may change it. */
export function RuleName({ rule, mayAct, onChange }: RuleHandlers & { rule: Pattern }) {
  return mayAct ? (
    <Anchor component="button" type="button" size="sm" fw={500} ta="left" onClick={() => onChange(rule)}>
      {rule.name}
    </Anchor>
  ) : (
    <b>{rule.name}</b>
  );
}
