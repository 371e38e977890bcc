import { Anchor, Select, TagsInput, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { plainText } from '../lib/plain-text.ts';
import { fieldOf, type KindOfRecord, type PageRecord, textOf } from '../lib/record-kinds.ts';
import { plainWord } from '../lib/record-words.ts';
import { useProjects, useRecordWrites } from '../lib/records.ts';
import { useAct } from '../lib/use-act.tsx';
import { Ago } from '../ui/ago.tsx';
import { Fact, FactList } from '../ui/fact-list.tsx';
import { PersonMark, PriorityMark } from './record-marks.tsx';

/** What is known of a record besides its texts; each can be changed in place. */
export function RecordFacts(props: {
  kind: KindOfRecord;
  record: PageRecord;
  /** Absent: this person only looks. */
  pick: ((field: string) => void) | undefined;
  extra?: ReactNode;
}) {
  const { kind, record, pick } = props;
  return (
    <FactList>
      {kind.project === 'none' ? null : (
        <Fact label="Project">
          <ProjectFact kind={kind} record={record} mayAct={pick !== undefined} />
        </Fact>
      )}
      {kind.hasAssignee ? (
        <Fact label="Assigned to">
          <PersonMark
            person={textOf(record, 'assigned_to') || null}
            {...(pick && { onPick: () => pick('assigned_to') })}
          />
        </Fact>
      ) : null}
      {kind.choices.map(({ field, label }) => (
        <Fact key={field} label={label}>
          {field === 'severity' ? (
            <PriorityMark priority={textOf(record, field)} {...(pick && { onPick: () => pick(field) })} />
          ) : pick ? (
            <Anchor component="button" c="inherit" size="sm" onClick={() => pick(field)}>
              {plainWord(textOf(record, field))}
            </Anchor>
          ) : (
            plainWord(textOf(record, field))
          )}
        </Fact>
      ))}
      {kind.days.map(({ field, label }) => (
        <Fact key={field} label={label}>
          <DayFact kind={kind} record={record} field={field} label={label} mayAct={pick !== undefined} />
        </Fact>
      ))}
      {'labels' in record ? (
        <Fact label="Labels">
          <LabelFact kind={kind} record={record} labels={record.labels} mayAct={pick !== undefined} />
        </Fact>
      ) : null}
      {props.extra}
      <Fact label="Created">
        <Ago at={record.created_at} /> by {plainText(record.created_by)}
      </Fact>
      <Fact label="Changed">
        <Ago at={record.updated_at} /> by {plainText(record.updated_by)}
      </Fact>
    </FactList>
  );
}

interface FieldFact {
  kind: KindOfRecord;
  record: PageRecord;
  mayAct: boolean;
}

function useSave({ kind, record }: FieldFact) {
  const writes = useRecordWrites(kind);
  const act = useAct();
  return (change: object) => void act(() => writes.change(record.id, change), 'Saved.');
}

function ProjectFact(props: FieldFact) {
  const projects = useProjects();
  const save = useSave(props);
  const id = fieldOf(props.record, 'project_id');
  const name =
    projects.find((one) => one.id === id)?.name ?? (typeof id === 'number' ? `project ${id}` : null);
  if (name !== null)
    return (
      <Anchor component={Link} to={`/projects/${String(id)}`} size="sm">
        {name}
      </Anchor>
    );
  if (!props.mayAct) return <>none</>;
  return (
    <Select
      size="xs"
      searchable
      aria-label="Project"
      placeholder="None: choose one"
      data={projects.map((one) => ({ value: String(one.id), label: one.name }))}
      value={null}
      onChange={(value) => value && save({ project_id: Number(value) })}
    />
  );
}

function DayFact(props: FieldFact & { field: string; label: string }) {
  const save = useSave(props);
  const day = textOf(props.record, props.field);
  if (!props.mayAct) return <>{day || '–'}</>;
  return (
    <TextInput
      key={day}
      type="date"
      size="xs"
      aria-label={props.label}
      defaultValue={day}
      onBlur={({ currentTarget: { value } }) => {
        if (value !== day) save({ [props.field]: value || null });
      }}
    />
  );
}

function LabelFact(props: FieldFact & { labels: readonly string[] }) {
  const save = useSave(props);
  if (!props.mayAct) return <>{plainText(props.labels.join(', ')) || '–'}</>;
  return (
    <TagsInput
      size="xs"
      aria-label="Labels"
      placeholder={props.labels.length === 0 ? 'Add a label' : ''}
      maxTags={50}
      value={[...props.labels]}
      onChange={(labels) => save({ labels })}
    />
  );
}
