import { Tooltip } from '@mantine/core';
import type { Look } from '../lib/looks.ts';
import classes from './look-chip.module.css';
import { Mark } from './mark.tsx';

/** A state as sign and word on its soft ground; the tooltip says what it means. */
export function LookChip({ look, plain = false }: { look: Look; plain?: boolean }) {
  return (
    <Tooltip label={look.meaning}>
      <span className={classes.chip} data-tone={look.tone} data-plain={plain || undefined}>
        <Mark shape={look.shape} tone={look.tone} size={13} />
        {look.label}
      </span>
    </Tooltip>
  );
}
