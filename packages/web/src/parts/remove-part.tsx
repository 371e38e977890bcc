import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMayAct } from '../lib/app-context.tsx';

/** Takes a part off its record; there for those who may. */
export function RemovePart({ label, onRemove }: { label: string; onRemove: () => void }) {
  if (!useMayAct()) return null;
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={onRemove}>
      <IconX size={14} />
    </ActionIcon>
  );
}
