import { Button, Drawer } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { type KindOfRecord, kindsOfRecords, titleOf } from '../lib/record-kinds.ts';
import { closeRecordForm, type RecordWish } from '../lib/record-wish.ts';
import { recordPath, recordWords } from '../lib/record-words.ts';
import { useRecordWrites } from '../lib/records.ts';
import { useAct } from '../lib/use-act.tsx';
import { Keys } from '../ui/keys.tsx';
import { bodyOfRecordDraft, emptyRecordDraft, type RecordDraft, recordDraftFault } from './record-draft.ts';
import classes from './record-form.module.css';
import { RecordFormFields } from './record-form-fields.tsx';

/** The quick form of a new record: title, project, and the two or three things that matter. */
export function RecordForm({ wish }: { wish: RecordWish | null }) {
  const last = useRef(wish);
  if (wish) last.current = wish;
  const shown = last.current;
  return (
    <Drawer
      opened={wish !== null}
      onClose={closeRecordForm}
      title={shown ? `New ${recordWords[shown.kind].one}` : ''}
      size="md"
    >
      {shown ? <Form key={shown.kind} kind={kindsOfRecords[shown.kind]} wish={shown} /> : null}
    </Drawer>
  );
}

function Form({ kind, wish }: { kind: KindOfRecord; wish: RecordWish }) {
  const [draft, setDraft] = useState(() => emptyRecordDraft(wish));
  const [written, setWritten] = useState(0);
  const title = useRef<HTMLInputElement | null>(null);
  const { save, isSaving } = useCreate(kind);
  useEffect(() => setDraft((known) => ({ ...known, ...placeOf(wish) })), [wish]);
  const fault = recordDraftFault(kind, draft);
  const submit = async (isLast: boolean) => {
    if (fault || !(await save(draft, isLast))) return;
    setDraft({ ...emptyRecordDraft(wish), project: draft.project });
    setWritten(isLast ? 0 : written + 1);
    if (isLast) closeRecordForm();
    else title.current?.focus();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(true);
      }}
      onKeyDown={getHotkeyHandler([
        ['mod+Enter', () => void submit(true)],
        ['mod+shift+Enter', () => void submit(false)],
      ])}
    >
      <RecordFormFields
        kind={kind}
        draft={draft}
        title={title}
        onChange={(change) => setDraft((known) => ({ ...known, ...change }))}
      />
      <div className={classes.foot}>
        <span className={classes.note} aria-live="polite">
          {draft.title.trim() ? fault : written > 0 ? `${written} created.` : null}
        </span>
        <Button variant="default" disabled={fault !== null} onClick={() => void submit(false)}>
          Create, then another
        </Button>
        <Button
          type="submit"
          disabled={fault !== null}
          loading={isSaving}
          rightSection={<Keys keys="Ctrl ↵" silent />}
        >
          Create
        </Button>
      </div>
    </form>
  );
}

function placeOf(wish: RecordWish): Partial<RecordDraft> {
  return {
    ...(wish.projectId && { project: String(wish.projectId) }),
    ...(wish.milestoneId && { milestoneId: wish.milestoneId }),
  };
}

function useCreate(kind: KindOfRecord) {
  const writes = useRecordWrites(kind);
  const act = useAct();
  const navigate = useNavigate();
  const [isSaving, setSaving] = useState(false);
  const save = async (draft: RecordDraft, isOpened: boolean): Promise<boolean> => {
    if (isSaving) return false;
    setSaving(true);
    const made = await act(
      () => writes.create(bodyOfRecordDraft(kind, draft)),
      (record) => `“${titleOf(record)}” is created.`,
    );
    setSaving(false);
    if (made && isOpened) void navigate(recordPath(kind.kind, made.id));
    return made !== undefined;
  };
  return { save, isSaving };
}
