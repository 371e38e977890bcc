import { Button } from '@mantine/core';
import type { KindOfRecord } from '../lib/record-kinds.ts';
import { recordWords } from '../lib/record-words.ts';
import { Keys } from '../ui/keys.tsx';
import classes from './record-bulk-bar.module.css';

/** What can be done with the chosen rows; stays in sight while one scrolls. */
export function RecordBulkBar(props: {
  kind: KindOfRecord;
  count: number;
  onPick(field: string): void;
  onRemove: (() => void) | undefined;
  onRestore: (() => void) | undefined;
  onClear(): void;
}) {
  const { kind, count } = props;
  if (count === 0) return null;
  const { one, many } = recordWords[kind.kind];
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selected rows">
      <span className={classes.count} aria-live="polite">
        {count} {count === 1 ? one : many}
      </span>
      {props.onRestore ? (
        <Button variant="default" onClick={props.onRestore}>
          Restore
        </Button>
      ) : (
        <>
          <Act label="Status" keys="s" onClick={() => props.onPick('status')} />
          {kind.hasPriority ? (
            <Act label="Priority" keys="p" onClick={() => props.onPick('priority')} />
          ) : null}
          {kind.hasAssignee ? (
            <Act label="Assign" keys="a" onClick={() => props.onPick('assigned_to')} />
          ) : null}
        </>
      )}
      {props.onRemove ? (
        <Button variant="default" c="var(--tone-bad)" onClick={props.onRemove}>
          {kind.kind === 'project' ? 'Archive' : 'Delete'}
        </Button>
      ) : null}
      <Button variant="subtle" color="gray" onClick={props.onClear}>
        Clear
      </Button>
    </div>
  );
}

function Act({ label, keys, onClick }: { label: string; keys: string; onClick(): void }) {
  return (
    <Button variant="default" onClick={onClick} rightSection={<Keys keys={keys} silent />}>
      {label}
    </Button>
  );
}
