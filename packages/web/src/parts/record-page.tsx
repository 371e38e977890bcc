import type { RecordRef } from '@architect/contracts/records';
import { Button } from '@mantine/core';
import { IconPencil, IconRestore, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { type KindOfRecord, type PageRecord, titleOf } from '../lib/record-kinds.ts';
import { plainWord, recordWords } from '../lib/record-words.ts';
import { useRecord } from '../lib/records.ts';
import { type Shortcut, useShortcuts } from '../lib/shortcuts.ts';
import { useChangeRecords } from '../lib/use-change-records.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Nothing } from '../ui/nothing.tsx';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordAttachments } from './record-attachments.tsx';
import { RecordComments } from './record-comments.tsx';
import { hasKeptDraft, RecordEditor } from './record-editor.tsx';
import { RecordFacts } from './record-facts.tsx';
import { type FieldWish, RecordFieldPicker } from './record-field-picker.tsx';
import { RecordHistory } from './record-history.tsx';
import { RecordLinks } from './record-links.tsx';
import { PriorityMark, StatusMark } from './record-marks.tsx';
import classes from './record-page.module.css';
import { RecordRelations } from './record-relations.tsx';
import { RecordTexts } from './record-texts.tsx';
import { RecordWork } from './record-work.tsx';
import layout from './two-columns.module.css';
import { editing } from './use-record-keys.ts';
import { useRemoveRecords } from './use-remove-records.ts';

interface Slots {
  /** Above everything else: what this kind has to say first. */
  top?: (record: PageRecord) => ReactNode;
  /** Between the texts and the comments. */
  middle?: (record: PageRecord) => ReactNode;
  /** At the side, above the facts. */
  side?: (record: PageRecord) => ReactNode;
  actions?: (record: PageRecord) => ReactNode;
  /** Further rows of the facts. */
  facts?: (record: PageRecord) => ReactNode;
}

/** The page of one record. */
export function RecordPage({ kind, ...slots }: { kind: KindOfRecord } & Slots) {
  const id = Number(useParams().id);
  const record = useRecord(kind, id);
  if (!Number.isInteger(id) || id < 1)
    return (
      <Page title="No such record">
        <Nothing title="This address has no number." />
      </Page>
    );
  if (record.data) return <Shown key={id} kind={kind} record={record.data} {...slots} />;
  return (
    <Page title={`${plainWord(recordWords[kind.kind].one)} ${id}`}>
      <Loaded from={record} rows={8}>
        {() => null}
      </Loaded>
    </Page>
  );
}

function Shown({ kind, record, ...slots }: { kind: KindOfRecord; record: PageRecord } & Slots) {
  const ref: RecordRef = useMemo(() => ({ kind: kind.kind, id: record.id }), [kind, record.id]);
  const mayAct = useMayAct() && record.deleted_at === null;
  const wantsEdit = useLocation().state === editing;
  const [isEditing, setEditing] = useState(() => mayAct && (wantsEdit || hasKeptDraft(ref)));
  const picking = usePicking(kind, record, mayAct, () => setEditing(true));
  const pick = mayAct ? picking.pick : undefined;
  return (
    <Page
      title={
        <span className={classes.title}>
          <span className={classes.id}>{record.id}</span>
          <bdi>{titleOf(record)}</bdi>
        </span>
      }
      note={
        <span className={classes.marks}>
          <StatusMark status={record.status} {...(pick && { onPick: () => pick('status') })} />
          {'priority' in record ? (
            <PriorityMark priority={record.priority} {...(pick && { onPick: () => pick('priority') })} />
          ) : null}
        </span>
      }
      actions={
        <Actions
          kind={kind}
          record={record}
          isEditing={isEditing}
          onEdit={() => setEditing(true)}
          extra={slots.actions?.(record)}
        />
      }
    >
      {record.deleted_at === null ? null : (
        <p className={classes.gone}>
          This {recordWords[kind.kind].one} is {kind.kind === 'project' ? 'archived' : 'deleted'}. It can be
          restored.
        </p>
      )}
      {slots.top?.(record)}
      <div className={layout.columns}>
        <div className={layout.column}>
          {isEditing ? (
            <RecordEditor kind={kind} record={record} onDone={() => setEditing(false)} />
          ) : (
            <RecordTexts kind={kind} record={record} onEdit={mayAct ? () => setEditing(true) : undefined} />
          )}
          {slots.middle?.(record)}
          <div className={layout.talk}>
            <RecordComments record={ref} />
            <RecordHistory record={ref} />
          </div>
        </div>
        <div className={layout.column}>
          {slots.side?.(record)}
          {kind.workKind ? (
            <RecordWork
              record={{ kind: kind.workKind, id: record.id }}
              isOpen={mayAct && kind.openStatuses.includes(record.status)}
            />
          ) : null}
          <Panel title="Facts">
            <RecordFacts kind={kind} record={record} pick={pick} extra={slots.facts?.(record)} />
          </Panel>
          <RecordRelations record={ref} />
          <RecordLinks record={ref} />
          <RecordAttachments record={ref} />
        </div>
      </div>
      {picking.wish ? (
        <RecordFieldPicker
          kind={kind}
          wish={picking.wish}
          people={[]}
          onPick={picking.setField}
          onClose={picking.close}
        />
      ) : null}
    </Page>
  );
}

function usePicking(kind: KindOfRecord, record: PageRecord, mayAct: boolean, edit: () => void) {
  const [wish, setWish] = useState<FieldWish | null>(null);
  const { change } = useChangeRecords(kind);
  const pick = useCallback((field: string) => setWish({ field, records: [record] }), [record]);
  const shortcuts = useMemo<Shortcut[]>(() => {
    if (!mayAct) return [];
    return [
      { keys: 'e', does: 'Edit the texts', run: edit },
      { keys: 's', does: 'Status', run: () => pick('status') },
      ...(kind.hasPriority ? [{ keys: 'p', does: 'Priority', run: () => pick('priority') }] : []),
      ...(kind.hasAssignee
        ? [{ keys: 'a', does: 'Assign to a person', run: () => pick('assigned_to') }]
        : []),
      {
        keys: 'm',
        does: 'Write a comment',
        run: () => document.querySelector<HTMLElement>('[data-new-comment]')?.focus(),
      },
    ];
  }, [mayAct, kind, pick, edit]);
  useShortcuts(`This ${recordWords[kind.kind].one}`, shortcuts);
  return {
    wish,
    pick,
    close: () => setWish(null),
    setField(value: string | null) {
      setWish(null);
      if (wish) void change({ ...wish, value });
    },
  };
}

function Actions(props: {
  kind: KindOfRecord;
  record: PageRecord;
  isEditing: boolean;
  onEdit(): void;
  extra: ReactNode;
}) {
  const { kind, record } = props;
  const mayAct = useMayAct();
  const navigate = useNavigate();
  const { remove, restore } = useRemoveRecords(kind);
  if (!mayAct) return null;
  if (record.deleted_at !== null)
    return (
      <Button leftSection={<IconRestore size={15} />} onClick={() => void restore([record])}>
        Restore
      </Button>
    );
  return (
    <>
      <Button
        variant="default"
        c="var(--tone-bad)"
        leftSection={<IconTrash size={15} />}
        onClick={() => void remove([record]).then((done) => done && navigate(recordWords[kind.kind].path))}
      >
        {kind.kind === 'project' ? 'Archive' : 'Delete'}
      </Button>
      {props.isEditing ? null : (
        <Button variant="default" leftSection={<IconPencil size={15} />} onClick={props.onEdit}>
          Edit
        </Button>
      )}
      {props.extra}
    </>
  );
}
