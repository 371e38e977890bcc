import { Button, Select, TextInput } from '@mantine/core';
import { plainText } from '../../lib/plain-text.ts';
import { plainWord } from '../../lib/record-words.ts';
import { useProjects } from '../../lib/records.ts';
import { FilterText } from '../../ui/filter-text.tsx';
import { type ActivityFilter, actorKinds, isNarrowed, plainFilter } from './activity-filter.ts';
import classes from './activity-filter-bar.module.css';
import { useActivityValues } from './use-activity-feed.ts';

interface BarProps {
  filter: ActivityFilter;
  onChange(change: Partial<ActivityFilter>): void;
}

export function ActivityFilterBar({ filter, onChange }: BarProps) {
  const values = useActivityValues();
  const projects = useProjects();
  return (
    <search className={classes.bar} aria-label="Filter activity">
      <Who filter={filter} onChange={onChange} actors={values?.actors ?? []} />
      <Choice
        label="Action"
        value={filter.action}
        onValue={(action) => onChange({ action })}
        data={named(values?.actions ?? [], filter.action)}
      />
      <Choice
        label="Kind"
        value={filter.kind}
        onValue={(kind) => onChange({ kind, id: '' })}
        data={named(values?.entity_types ?? [], filter.kind)}
      />
      {filter.kind === '' ? null : (
        <FilterText
          className={classes.choice}
          aria-label="Number or name"
          placeholder="Number or name"
          value={filter.id}
          onValue={(id) => onChange({ id })}
        />
      )}
      <Choice
        label="Project"
        value={filter.project}
        onValue={(project) => onChange({ project })}
        data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
      />
      <Days filter={filter} onChange={onChange} />
      {isNarrowed(filter) ? (
        <Button variant="subtle" onClick={() => onChange(plainFilter)}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}

interface Named {
  value: string;
  label: string;
}

/** The chosen word stays in the list, whatever the trail still knows. */
function named(words: readonly string[], chosen: string): Named[] {
  const all = chosen === '' || words.includes(chosen) ? words : [...words, chosen];
  return all.map((value) => ({ value, label: plainText(plainWord(value.replaceAll('.', ' '))) }));
}

/** A kind of actor or one of them: each takes the place of the other. */
function Who({ filter, onChange, actors }: BarProps & { actors: readonly string[] }) {
  const all = filter.who === '' || actors.includes(filter.who) ? actors : [...actors, filter.who];
  return (
    <Choice
      label="Who"
      value={filter.by ? `by ${filter.by}` : filter.who && `who ${filter.who}`}
      onValue={(chosen) =>
        onChange({
          by: chosen.startsWith('by ') ? chosen.slice(3) : '',
          who: chosen.startsWith('who ') ? chosen.slice(4) : '',
        })
      }
      data={[
        {
          group: 'All of a kind',
          items: Object.entries(actorKinds).map(([kind, label]) => ({ value: `by ${kind}`, label })),
        },
        { group: 'One', items: all.map((actor) => ({ value: `who ${actor}`, label: plainText(actor) })) },
      ]}
    />
  );
}

function Choice(props: {
  label: string;
  value: string;
  data: readonly Named[] | readonly { group: string; items: Named[] }[];
  onValue(value: string): void;
}) {
  return (
    <Select
      size="xs"
      className={classes.choice}
      aria-label={props.label}
      placeholder={props.label}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Any ${props.label.toLowerCase()}` }}
      nothingFoundMessage="Nothing of this name"
      comboboxProps={{ width: 240, position: 'bottom-start' }}
      data={[...props.data] as Named[]}
      value={props.value || null}
      onChange={(value) => props.onValue(value ?? '')}
    />
  );
}

function Days({ filter, onChange }: BarProps) {
  return (
    <span className={classes.days}>
      <TextInput
        size="xs"
        type="date"
        aria-label="From"
        max={filter.to || undefined}
        value={filter.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      to
      <TextInput
        size="xs"
        type="date"
        aria-label="To"
        min={filter.from || undefined}
        value={filter.to}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
    </span>
  );
}
