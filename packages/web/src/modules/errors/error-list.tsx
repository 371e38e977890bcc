import type { ErrorGroup } from '@architect/contracts/error-groups';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { BulkBar } from './bulk-bar.tsx';
import classes from './error-list.module.css';
import { ErrorRow } from './error-row.tsx';
import { useListKeys } from './use-list-keys.ts';
import { useSteadyRows } from './use-steady-rows.ts';

/** Rows keep their place while counts tick; what is new waits above them. */
export function ErrorList({ errors, view }: { errors: readonly ErrorGroup[]; view: string }) {
  const { rows, waiting, showWaiting } = useSteadyRows(view, errors);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const mayAct = useMayAct();
  const selected = rows.filter(({ id }) => chosen.has(id));
  const clear = () => setChosen(new Set());
  const { list, toggle } = useListKeys({ rows, chosen, onChosen: setChosen, showWaiting });
  const all = selected.length === rows.length;
  return (
    <>
      {waiting > 0 ? (
        <div className={classes.waiting} role="status">
          <Button variant="light" size="compact-sm" onClick={showWaiting}>
            {waiting === 1 ? '1 new error' : `${waiting} new errors`}: show
          </Button>
        </div>
      ) : null}
      <div className={classes.head}>
        {mayAct ? (
          <Checkbox
            size="xs"
            aria-label={all ? 'Select none' : 'Select all on this page'}
            checked={all}
            indeterminate={selected.length > 0 && !all}
            onChange={() => (all ? clear() : setChosen(new Set(rows.map(({ id }) => id))))}
          />
        ) : (
          <span />
        )}
        {selected.length > 0 ? (
          <BulkBar selected={selected} onDone={clear} />
        ) : (
          <div className={classes.titles} aria-hidden="true">
            <span>Error</span>
            <span>24 hours</span>
            <span className={classes.right}>Reports</span>
            <span>Seen</span>
            <span>Status</span>
          </div>
        )}
      </div>
      <ul className={classes.list} ref={list} aria-label="Errors">
        {rows.map((error) => (
          <ErrorRow
            key={error.id}
            error={error}
            selected={chosen.has(error.id)}
            onToggle={mayAct ? (range) => toggle(error.id, range) : undefined}
          />
        ))}
      </ul>
    </>
  );
}
