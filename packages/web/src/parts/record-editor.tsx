import { ApiError } from '@architect/contracts/call-endpoint';
import type { RecordRef } from '@architect/contracts/records';
import { Button, Textarea, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useState } from 'react';
import type { KindOfRecord, PageRecord } from '../lib/record-kinds.ts';
import { useRecordWrites } from '../lib/records.ts';
import { useAct } from '../lib/use-act.tsx';
import { Keys } from '../ui/keys.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordConflict } from './record-conflict.tsx';
import classes from './record-editor.module.css';
import {
  clashesOf,
  editedFields,
  editsOf,
  keepEdits,
  keptEdits,
  ownTexts,
  type RecordEdits,
  rebaseEdits,
} from './record-edits.ts';

export function hasKeptDraft(ref: RecordRef): boolean {
  return keptEdits(ref) !== null;
}

/** Title and texts in one form, saved when the person says so. What somebody else saved meanwhile is shown beside it. */
export function RecordEditor(props: { kind: KindOfRecord; record: PageRecord; onDone(): void }) {
  const { kind, record, onDone } = props;
  const editing = useEditing(kind, record, onDone);
  const { edits, conflict } = editing;
  if (conflict)
    return (
      <RecordConflict
        kind={kind}
        current={conflict}
        edits={edits}
        onResolve={(decided) => void editing.save(rebaseEdits(kind, edits, { current: conflict, decided }))}
        onBack={editing.leaveConflict}
      />
    );
  const isOld = record.version !== edits.version;
  return (
    <Panel title="Edit">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void editing.save(edits);
        }}
        onKeyDown={getHotkeyHandler([
          ['mod+Enter', () => void editing.save(edits)],
          ['Escape', editing.isChanged ? () => undefined : editing.drop],
        ])}
        className={classes.form}
      >
        {editedFields(kind).map(({ field, label, isLong }, index) => {
          const shared = {
            label,
            'data-autofocus': index === 0 || undefined,
            value: edits.texts[field] ?? '',
            onChange: (event: { currentTarget: { value: string } }) =>
              editing.write(field, event.currentTarget.value),
          };
          if (!isLong) return <TextInput key={field} maxLength={500} {...shared} />;
          const hint = kind.texts.find((one) => one.field === field)?.hint;
          return (
            <Textarea
              key={field}
              autosize
              minRows={field === 'resolution' ? 2 : 6}
              maxRows={30}
              placeholder={hint}
              classNames={{ input: classes.long }}
              {...shared}
            />
          );
        })}
        <div className={classes.foot}>
          <span className={classes.note} aria-live="polite">
            {isOld
              ? `${record.updated_by} changed this ${kind.kind.replace('_', ' ')} while you write. Nothing of yours is lost.`
              : editing.isChanged
                ? 'Not saved yet; kept in this tab.'
                : null}
          </span>
          <Button variant="default" onClick={editing.drop}>
            {editing.isChanged ? 'Drop my changes' : 'Close'}
          </Button>
          <Button type="submit" loading={editing.isSaving} rightSection={<Keys keys="Ctrl ↵" silent />}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function useEditing(kind: KindOfRecord, record: PageRecord, onDone: () => void) {
  const ref = { kind: kind.kind, id: record.id };
  const [edits, setEdits] = useState<RecordEdits>(() => keptEdits(ref) ?? editsOf(kind, record));
  const [conflict, setConflict] = useState<PageRecord | null>(null);
  const [isSaving, setSaving] = useState(false);
  const writes = useRecordWrites(kind);
  const act = useAct();
  const end = () => {
    keepEdits(ref, null);
    onDone();
  };
  const put = (next: RecordEdits) => {
    setEdits(next);
    keepEdits(ref, next);
  };
  /** @returns false when somebody else's texts must be looked at first */
  const send = async (wanted: RecordEdits): Promise<boolean> => {
    try {
      await writes.change(record.id, { version: wanted.version, ...ownTexts(wanted) });
      return true;
    } catch (error) {
      const current = currentOf(error);
      if (!current) throw error;
      if (clashesOf(kind, wanted, current).length === 0)
        return await send(rebaseEdits(kind, wanted, { current }));
      setConflict(current);
      return false;
    }
  };
  const save = async (wanted: RecordEdits) => {
    if (isSaving) return;
    if (Object.keys(ownTexts(wanted)).length === 0) return end();
    setSaving(true);
    put(wanted);
    setConflict(null);
    const isDone = await act(
      () => send(wanted),
      (saved) => (saved ? 'Saved.' : 'Not saved yet: both texts differ.'),
    );
    setSaving(false);
    if (isDone) end();
  };
  return {
    edits,
    conflict,
    isSaving,
    isChanged: Object.keys(ownTexts(edits)).length > 0,
    write: (field: string, text: string) => put({ ...edits, texts: { ...edits.texts, [field]: text } }),
    save,
    drop: end,
    leaveConflict: () => setConflict(null),
  };
}

/** The record as somebody else left it, from a refusal because of its version. */
function currentOf(error: unknown): PageRecord | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const details: unknown = error.reply?.details;
  if (typeof details !== 'object' || details === null || !('current' in details)) return null;
  // The endpoint promises the record as it is now.
  return details.current as PageRecord;
}
