import type { Pattern } from '@architect/contracts/patterns';
import { ActionIcon, Switch } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { RuleHandlers } from './rules-panel.tsx';

export function EnableRule({ rule, mayAct, onEnable }: RuleHandlers & { rule: Pattern }) {
  return (
    <Switch
      size="xs"
      aria-label={`${rule.name} is enabled`}
      checked={rule.enabled}
      disabled={!mayAct}
      onChange={(event) => onEnable(rule, event.currentTarget.checked)}
    />
  );
}

export function DeleteRule({ rule, onDelete }: RuleHandlers & { rule: Pattern }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={`Delete ${rule.name}`}
      onClick={() => onDelete(rule)}
    >
      <IconTrash size={16} stroke={1.6} />
    </ActionIcon>
  );
}
