import type { SessionProvider } from '@architect/contracts/providers';
import { Tooltip } from '@mantine/core';
import { providerLook } from '../lib/looks.ts';
import classes from './provider-mark.module.css';

/** Two letters in a box per agent program; the full name on hover and for screen readers. */
export function ProviderMark({ provider, version }: { provider: SessionProvider; version?: string | null }) {
  const { mark, label } = providerLook(provider);
  const name = version ? `${label} ${version}` : label;
  return (
    <Tooltip label={name}>
      <span className={classes.mark} data-provider={provider} role="img" aria-label={name}>
        {mark}
      </span>
    </Tooltip>
  );
}
