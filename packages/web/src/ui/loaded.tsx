import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { correlationIdOf, faultText, isNotFound } from '../lib/api.ts';
import classes from './loaded.module.css';
import { Nothing } from './nothing.tsx';

export interface Loading<Data> {
  data: Data | undefined;
  error: unknown;
  isFetching: boolean;
  refetch(): unknown;
}

/** Shows a skeleton while data is read, the fault with a retry when it failed, else the data. */
export function Loaded<Data>(props: {
  from: Loading<Data>;
  /** Rows of the skeleton, about as tall as the data will be. */
  rows?: number;
  children: (data: Data) => ReactNode;
}) {
  const { data, error, isFetching, refetch } = props.from;
  if (data !== undefined) return props.children(data);
  if (error) return <Fault error={error} busy={isFetching} onRetry={() => void refetch()} />;
  return (
    <div className={classes.skeleton} role="status" aria-label="Loading">
      {Array.from({ length: props.rows ?? 3 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholder rows have no identity.
        <Skeleton key={row} height={18} width={`${92 - ((row * 17) % 40)}%`} radius="sm" />
      ))}
    </div>
  );
}

export function Fault(props: { error: unknown; busy?: boolean; onRetry?: () => void }) {
  const id = correlationIdOf(props.error);
  if (isNotFound(props.error))
    return (
      <Nothing title={`${faultText(props.error)}.`}>
        It has ended or was deleted, or the address is wrong.
      </Nothing>
    );
  return (
    <div className={classes.fault} role="alert">
      <p className={classes.text}>{faultText(props.error)}</p>
      {id ? <p className={classes.id}>Correlation id {id}</p> : null}
      {props.onRetry ? (
        <Button variant="default" onClick={props.onRetry} loading={props.busy}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
