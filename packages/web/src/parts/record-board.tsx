import { notifications } from '@mantine/notifications';
import { type DragEvent, type KeyboardEvent, type RefObject, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { queryOfFilter, readRecordFilter, writeRecordFilter } from '../lib/record-filter.ts';
import { type KindOfRecord, type PageRecord, textOf, titleOf } from '../lib/record-kinds.ts';
import { priorityRanks, statusLook } from '../lib/record-looks.ts';
import { openRecordForm } from '../lib/record-wish.ts';
import { recordWords } from '../lib/record-words.ts';
import { useWorkOf } from '../lib/record-work.ts';
import { useProjects, useRecords } from '../lib/records.ts';
import { type Shortcut, useShortcuts } from '../lib/shortcuts.ts';
import { totalWords } from '../lib/total-words.ts';
import { useChangeRecords } from '../lib/use-change-records.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Mark } from '../ui/mark.tsx';
import { Page } from '../ui/page.tsx';
import classes from './record-board.module.css';
import { RecordBoardCard } from './record-board-card.tsx';
import { peopleOf } from './record-field-picker.tsx';
import { RecordFilters } from './record-filters.tsx';
import { RecordListActions } from './record-list-actions.tsx';
import { RecordViews } from './record-views.tsx';
import { focusRecord } from './use-record-keys.ts';

const none: readonly PageRecord[] = [];
const perPage = 200;

/** Columns by status. A card goes only where its workflow lets it, by pointer or by key. */
export function RecordBoard({ kind, title }: { kind: KindOfRecord; title: string }) {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => ({ ...readRecordFilter(params, kind), status: 'all' }), [params, kind]);
  const list = useRecords(kind, { ...queryOfFilter(filter, kind), per_page: perPage });
  const records = list.data?.items ?? none;
  const search = useRef<HTMLInputElement | null>(null);
  const people = useMemo(() => peopleOf(records), [records]);
  const total = list.data?.pagination.total ?? 0;
  useBoardKeys(kind, search);
  return (
    <Page
      title={title}
      note={
        total > perPage
          ? `The newest ${perPage} of ${totalWords(list.data?.pagination)}: narrow them to see the others.`
          : 'Arrows go from card to card; Shift with an arrow moves the card.'
      }
      actions={
        <RecordListActions kind={kind} filter={filter} views={<RecordViews kind={kind} current="board" />} />
      }
    >
      <RecordFilters
        kind={kind}
        filter={filter}
        people={people}
        search={search}
        withoutStatus
        onChange={(change) => {
          const next = writeRecordFilter({ ...filter, ...change, status: 'open' });
          setParams(next, { replace: true });
        }}
      />
      <Loaded from={list} rows={8}>
        {() => <Columns kind={kind} records={records} />}
      </Loaded>
    </Page>
  );
}

function useBoardKeys(kind: KindOfRecord, search: RefObject<HTMLInputElement | null>) {
  const mayAct = useMayAct();
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { keys: '/', does: 'Search', run: () => search.current?.focus() },
      ...(mayAct ? [{ keys: 'c', does: 'Create one', run: () => openRecordForm({ kind: kind.kind }) }] : []),
    ],
    [kind, search, mayAct],
  );
  useShortcuts('This board', shortcuts);
}

function Columns({ kind, records }: { kind: KindOfRecord; records: readonly PageRecord[] }) {
  const mayAct = useMayAct();
  const { change, pending } = useChangeRecords(kind);
  const [dragged, setDragged] = useState<PageRecord | null>(null);
  const [said, setSaid] = useState('');
  const columns = useMemo(() => columnsOfBoard(kind, records), [kind, records]);
  const move = async (record: PageRecord, status: string) => {
    if (record.status === status) return;
    const { label } = statusLook(status);
    if (!canMove(kind, record, status)) {
      const from = statusLook(record.status).label;
      setSaid(`${from} cannot become ${label}.`);
      notifications.show({ message: `${from} cannot become ${label}.`, color: 'orange' });
      return;
    }
    const moved = await change({ records: [record], field: 'status', value: status });
    setSaid(moved ? `${titleOf(record)} is now ${label}.` : `${titleOf(record)} stays.`);
    requestAnimationFrame(() => focusRecord(record.id));
  };
  const onKeyDown = (event: KeyboardEvent, record: PageRecord) => {
    const step = arrows[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (!event.shiftKey) focusRecord(neighbourOf(columns, record, step)?.id ?? record.id);
    else if (mayAct && step.columns !== 0) {
      const to = nextMove(kind, record, step.columns);
      if (to) void move(record, to);
      else setSaid('It can go no further that way.');
    }
  };
  const ids = useMemo(() => records.map(({ id }) => id), [records]);
  const work = useWorkOf(kind.workKind, ids);
  const projects = useProjects();
  const names = useMemo(() => new Map(projects.map(({ id, name }) => [id, name])), [projects]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls sideways must be reachable by keyboard. */}
      <section className={classes.board} aria-label={`Board of ${recordWords[kind.kind].many}`} tabIndex={0}>
        {columns.map(({ status, cards }) => (
          <Column
            key={status}
            status={status}
            count={cards.length}
            refuses={dragged !== null && dragged.status !== status && !canMove(kind, dragged, status)}
            invites={dragged !== null && canMove(kind, dragged, status)}
            onDrop={() => dragged && void move(dragged, status)}
          >
            {cards.map((record) => (
              <RecordBoardCard
                key={record.id}
                kind={kind}
                record={record}
                projectName={projectOf(record, names)}
                work={work.get(record.id)}
                isPending={pending.has(record.id)}
                draggable={mayAct}
                onDrag={setDragged}
                onKeyDown={onKeyDown}
              />
            ))}
          </Column>
        ))}
      </section>
      <p className={classes.said} aria-live="polite">
        {said}
      </p>
    </>
  );
}

function Column(props: {
  status: string;
  count: number;
  refuses: boolean;
  invites: boolean;
  onDrop(): void;
  children: React.ReactNode;
}) {
  const look = statusLook(props.status);
  const [isOver, setOver] = useState(false);
  const onDragOver = (event: DragEvent) => {
    event.preventDefault();
    // Also where it may not go: the drop then says why.
    event.dataTransfer.dropEffect = 'move';
    setOver(true);
  };
  return (
    <section
      className={classes.column}
      aria-label={look.label}
      data-refuses={props.refuses || undefined}
      data-invites={props.invites || undefined}
      data-over={(isOver && props.invites) || undefined}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        props.onDrop();
      }}
    >
      <h2 className={classes.heading}>
        <Mark shape={look.shape} tone={look.tone} size={13} />
        {look.label}
        <span className={classes.count}>{props.count}</span>
      </h2>
      <div className={classes.cards}>{props.children}</div>
    </section>
  );
}

interface BoardColumn {
  status: string;
  cards: readonly PageRecord[];
}

interface Step {
  columns: number;
  rows: number;
}

const arrows: Record<string, Step | undefined> = {
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 },
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
};

/** What is urgent stands above what is new. */
function columnsOfBoard(kind: KindOfRecord, records: readonly PageRecord[]): readonly BoardColumn[] {
  const rank = (record: PageRecord) => priorityRanks[textOf(record, 'priority')] ?? 0;
  const ordered = records.toSorted((a, b) => rank(b) - rank(a) || b.id - a.id);
  return kind.statuses.map((status) => ({ status, cards: ordered.filter((one) => one.status === status) }));
}

function canMove(kind: KindOfRecord, record: PageRecord, status: string): boolean {
  return kind.moves?.[record.status]?.includes(status) ?? true;
}

/** The nearest column on that side where the card may go. */
function nextMove(kind: KindOfRecord, record: PageRecord, by: number): string | undefined {
  const at = kind.statuses.indexOf(record.status);
  const beside = by > 0 ? kind.statuses.slice(at + 1) : kind.statuses.slice(0, at).toReversed();
  return beside.find((status) => canMove(kind, record, status));
}

function neighbourOf(
  columns: readonly BoardColumn[],
  record: PageRecord,
  step: Step,
): PageRecord | undefined {
  const filled = columns.filter(({ cards }) => cards.length > 0);
  const column = filled.findIndex(({ status }) => status === record.status);
  const row = filled[column]?.cards.findIndex(({ id }) => id === record.id) ?? 0;
  const cards = filled[column + step.columns]?.cards;
  return cards?.[Math.max(0, Math.min(cards.length - 1, row + step.rows))];
}

function projectOf(record: PageRecord, names: ReadonlyMap<number, string>): string | null {
  if (!('project_id' in record) || record.project_id === null) return null;
  return names.get(record.project_id) ?? null;
}
