import { type Relation, relationType, type SearchHit } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { statusLook } from '../lib/record-looks.ts';
import { usePartWrites, useRecordSearch, useRelations } from '../lib/record-parts.ts';
import { plainWord, recordPath, recordWords } from '../lib/record-words.ts';
import { useAct } from '../lib/use-act.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import classes from './record-relations.module.css';
import { RemovePart } from './remove-part.tsx';

/** How each relation is called from the other end. */
const inverse: Record<Relation['type'], string> = {
  blocks: 'Blocked by',
  duplicates: 'Duplicated by',
  caused_by: 'Causes',
  fixed_by: 'Fixes',
  relates_to: 'Relates to',
};

/** What a record has to do with others, both ways. */
export function RecordRelations({ record }: { record: RecordRef }) {
  const relations = useRelations(record);
  const mayAct = useMayAct();
  const { unrelate } = usePartWrites(record);
  const act = useAct();
  return (
    <Panel title="Relations" count={relations.data?.length}>
      <Loaded from={relations} rows={2}>
        {(all) => (
          <ul className={classes.list}>
            {all.map((one) => (
              <li key={one.id} className={classes.row}>
                <span className={classes.type}>
                  {one.direction === 'out' ? plainWord(one.type) : inverse[one.type]}
                </span>
                <Hit hit={one.other} isGone={one.other.deleted} />
                <RemovePart
                  label={`Remove the relation to ${one.other.title}`}
                  onRemove={() => void act(() => unrelate(one.id), 'The relation is removed.')}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {mayAct ? <AddRelation record={record} /> : null}
    </Panel>
  );
}

function Hit({ hit, isGone }: { hit: Omit<SearchHit, 'project_id'>; isGone: boolean }) {
  const look = hit.status === null ? null : statusLook(hit.status);
  return (
    <Link to={recordPath(hit.kind, hit.id)} className={classes.hit} data-gone={isGone || undefined}>
      {look ? <Mark shape={look.shape} tone={look.tone} size={12} /> : null}
      <span className={classes.name}>{hit.title}</span>
      <span className={classes.kind}>
        {recordWords[hit.kind].one} {hit.id}
      </span>
    </Link>
  );
}

function AddRelation({ record }: { record: RecordRef }) {
  const [type, setType] = useState<Relation['type']>('relates_to');
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed, 200);
  const found = useRecordSearch(words);
  const { relate } = usePartWrites(record);
  const act = useAct();
  const hits = (found.data ?? []).filter((one) => one.kind !== record.kind || one.id !== record.id);
  const add = async ({ kind, id }: SearchHit) => {
    if (await act(() => relate(type, { kind, id }), null)) setTyped('');
  };
  return (
    <div className={classes.add}>
      <Select
        size="xs"
        aria-label="Kind of relation"
        allowDeselect={false}
        data={relationType.options.map((value) => ({ value, label: plainWord(value) }))}
        value={type}
        onChange={(value) => setType(relationType.options.find((one) => one === value) ?? 'relates_to')}
      />
      <TextInput
        size="xs"
        aria-label="Find a record to relate to"
        placeholder="Find a record"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {typed.trim() === '' || !found.data ? null : (
        <ul className={classes.found} aria-label="Found records">
          {hits.length === 0 ? <li className={classes.none}>Nothing found.</li> : null}
          {hits.map((hit) => (
            <li key={`${hit.kind}-${hit.id}`}>
              <button type="button" className={classes.choose} onClick={() => void add(hit)}>
                <span className={classes.name}>{hit.title}</span>
                <span className={classes.kind}>
                  {recordWords[hit.kind].one} {hit.id}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
