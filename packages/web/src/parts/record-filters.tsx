import { Button, Select } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import { plainText } from '../lib/plain-text.ts';
import { isNarrowed, type RecordFilter } from '../lib/record-filter.ts';
import { type KindOfRecord, priorities } from '../lib/record-kinds.ts';
import { useUsedLabels } from '../lib/record-labels.ts';
import { statusLook } from '../lib/record-looks.ts';
import { plainWord, recordWords } from '../lib/record-words.ts';
import { useProjects } from '../lib/records.ts';
import { FilterText } from '../ui/filter-text.tsx';
import classes from './record-filters.module.css';

/** What narrows a list: all of it is in the address, so that a view can be kept and shared. */
export function RecordFilters(props: {
  kind: KindOfRecord;
  filter: RecordFilter;
  people: readonly string[];
  search: RefObject<HTMLInputElement | null>;
  onChange(change: Partial<RecordFilter>): void;
  /** Boards show every status. */
  withoutStatus?: boolean;
}) {
  const { kind, filter, onChange } = props;
  const projects = useProjects();
  const searchLabel = `Search in ${recordWords[kind.kind].many}`;
  return (
    <search className={classes.filters} aria-label="Filters">
      <FilterText
        ref={props.search}
        className={classes.search}
        aria-label={searchLabel}
        placeholder={`${searchLabel} (/)`}
        leftSection={<IconSearch size={14} />}
        value={filter.words}
        onValue={(words) => onChange({ words })}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
        }}
      />
      {props.withoutStatus ? null : (
        <Choice
          label="Status"
          value={filter.status}
          onChange={(status) => onChange({ status: status || 'open' })}
          data={[
            { value: 'open', label: 'Open ones' },
            { value: 'all', label: 'Every status' },
            ...kind.statuses
              .filter((status) => status !== 'open')
              .map((status) => ({ value: status, label: statusLook(status).label })),
          ]}
        />
      )}
      {kind.hasPriority ? (
        <Choice
          label="Priority"
          value={filter.priority}
          onChange={(priority) => onChange({ priority })}
          data={priorities.map((value) => ({ value, label: plainWord(value) }))}
        />
      ) : null}
      {kind.project === 'none' ? null : (
        <Choice
          label="Project"
          value={filter.project}
          onChange={(project) => onChange({ project, milestone: '' })}
          data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      )}
      {kind.hasAssignee ? (
        <Choice
          label="Person"
          value={filter.person}
          onChange={(person) => onChange({ person })}
          data={[...new Set([...props.people, ...(filter.person ? [filter.person] : [])])]}
        />
      ) : null}
      {kind.hasLabels ? (
        <LabelChoice kind={kind} filter={filter} onChange={(label) => onChange({ label })} />
      ) : null}
      <Button
        variant={filter.deleted ? 'light' : 'default'}
        aria-pressed={filter.deleted}
        onClick={() => onChange({ deleted: !filter.deleted })}
      >
        {kind.kind === 'project' ? 'Archived' : 'Deleted'}
      </Button>
      {isNarrowed(props.withoutStatus ? { ...filter, status: 'open' } : filter) ? (
        <Button variant="subtle" onClick={() => onChange(cleared)}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}

const cleared: Partial<RecordFilter> = {
  status: 'open',
  priority: '',
  project: '',
  milestone: '',
  person: '',
  label: '',
  words: '',
  deleted: false,
};

/** The labels in use are asked for when somebody looks. */
function LabelChoice(props: { kind: KindOfRecord; filter: RecordFilter; onChange(label: string): void }) {
  const { kind, filter } = props;
  const [isOpen, setOpen] = useState(false);
  const used = useUsedLabels(kind.kind, filter.project, isOpen);
  const data = used.map(({ label, count }) => ({ value: label, label: `${plainText(label)} (${count})` }));
  const isKnown = filter.label === '' || used.some(({ label }) => label === filter.label);
  return (
    <Choice
      label="Label"
      value={filter.label}
      onChange={props.onChange}
      onOpen={() => setOpen(true)}
      data={isKnown ? data : [{ value: filter.label, label: plainText(filter.label) }, ...data]}
    />
  );
}

function Choice(props: {
  label: string;
  value: string;
  data: readonly (string | { value: string; label: string })[];
  onChange(value: string): void;
  onOpen?(): void;
}) {
  return (
    <Select
      size="xs"
      aria-label={props.label}
      placeholder={props.label}
      className={classes.choice}
      data-set={props.value !== '' || undefined}
      searchable
      clearable={props.label !== 'Status'}
      clearButtonProps={{ 'aria-label': `Any ${props.label.toLowerCase()}` }}
      nothingFoundMessage="Nothing of this name"
      comboboxProps={{ width: 220, position: 'bottom-start' }}
      data={[...props.data]}
      onDropdownOpen={props.onOpen}
      value={props.value || null}
      onChange={(value) => props.onChange(value ?? '')}
    />
  );
}
