import { Select, Textarea, TextInput } from '@mantine/core';
import type { RefObject } from 'react';
import { type KindOfRecord, priorities } from '../lib/record-kinds.ts';
import { plainWord } from '../lib/record-words.ts';
import { useProjects } from '../lib/records.ts';
import type { RecordDraft } from './record-draft.ts';
import classes from './record-form.module.css';

export function RecordFormFields(props: {
  kind: KindOfRecord;
  draft: RecordDraft;
  title: RefObject<HTMLInputElement | null>;
  onChange(change: Partial<RecordDraft>): void;
}) {
  const { kind, draft, onChange } = props;
  const projects = useProjects();
  const set = (field: string, value: string) => onChange({ values: { ...draft.values, [field]: value } });
  const choices = [
    ...(kind.hasPriority ? [{ field: 'priority', label: 'Priority', values: priorities }] : []),
    ...kind.choices,
  ];
  return (
    <div className={classes.fields}>
      <TextInput
        ref={props.title}
        data-autofocus
        label={kind.titleField === 'name' ? 'Name' : 'Title'}
        maxLength={kind.kind === 'project' ? 200 : 500}
        value={draft.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      {kind.project === 'none' ? null : (
        <Select
          searchable
          clearable={kind.project === 'optional'}
          label="Project"
          placeholder={kind.project === 'required' ? 'Which one does it belong to?' : 'None'}
          nothingFoundMessage="No such project"
          data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={draft.project || null}
          onChange={(project) => onChange({ project: project ?? '', milestoneId: null })}
        />
      )}
      {kind.kind === 'project' ? (
        <TextInput
          label="Source path"
          description="Absolute directory of its code on the server’s machine"
          placeholder="/srv/code/shop"
          ff="monospace"
          value={draft.sourcePath}
          onChange={(event) => onChange({ sourcePath: event.currentTarget.value })}
        />
      ) : null}
      <div className={classes.row}>
        {choices.map(({ field, label, values }) => (
          <Select
            key={field}
            label={label}
            placeholder={field === 'priority' && kind.kind === 'bug' ? 'As its severity' : 'Default'}
            data={values.map((value) => ({ value, label: plainWord(value) }))}
            value={draft.values[field] || null}
            onChange={(value) => set(field, value ?? '')}
          />
        ))}
        {kind.days.map(({ field, label }) => (
          <TextInput
            key={field}
            type="date"
            label={label}
            value={draft.values[field] ?? ''}
            onChange={(event) => set(field, event.currentTarget.value)}
          />
        ))}
      </div>
      <Textarea
        label="Description"
        placeholder={kind.texts[0]?.hint}
        autosize
        minRows={5}
        maxRows={16}
        value={draft.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </div>
  );
}
