import { Autocomplete, Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUser } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLogin } from '../../lib/app-context.tsx';
import { plainWord, recordWords } from '../../lib/record-words.ts';
import { useProjects } from '../../lib/records.ts';
import { useSessions } from '../../lib/sessions.ts';
import { type ActivityFilter, isNarrowed, plainFilter } from './activity-filter.ts';
import classes from './activity-filter-bar.module.css';

interface BarProps {
  filter: ActivityFilter;
  onChange(change: Partial<ActivityFilter>): void;
}

const kinds = [
  ...Object.entries(recordWords).map(([value, { one }]) => ({ value, label: plainWord(one) })),
  ...['prompt', 'session', 'interaction', 'suggestion', 'pattern', 'policy', 'limits', 'key', 'user'].map(
    (value) => ({ value, label: plainWord(value) }),
  ),
  { value: 'error_key', label: 'Reporting key' },
  { value: 'agent', label: 'Agent' },
];
const actions = [
  'created',
  'changed',
  'deleted',
  'assigned',
  'queued',
  'completed',
  'failed',
  'decided',
  'login',
];

export function ActivityFilterBar({ filter, onChange }: BarProps) {
  return (
    <search className={classes.bar} aria-label="Filter activity">
      <Who filter={filter} onChange={onChange} />
      <WordField
        label="Action"
        value={filter.action}
        data={actions}
        onValue={(action) => onChange({ action })}
      />
      <NativeSelect
        size="xs"
        aria-label="What it happened to"
        value={filter.kind}
        onChange={(event) => onChange({ kind: event.currentTarget.value, id: '' })}
        data={[{ value: '', label: 'Anything' }, ...kinds]}
      />
      {filter.kind === '' ? null : (
        <WordField label="Number or name" value={filter.id} data={[]} onValue={(id) => onChange({ id })} />
      )}
      <ProjectChoice filter={filter} onChange={onChange} />
      <Days filter={filter} onChange={onChange} />
      {isNarrowed(filter) ? (
        <Button variant="subtle" onClick={() => onChange(plainFilter)}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}

function Who({ filter, onChange }: BarProps) {
  const { username } = useLogin();
  const sessions = useSessions().data ?? [];
  const agents = sessions.filter(({ provider }) => provider !== 'shell' && provider !== 'unknown');
  return (
    <WordField
      label="Who"
      isWide
      value={filter.who}
      data={[username, ...agents.map(({ name }) => `agent:${name}`), 'key:', 'reports', 'system']}
      onValue={(who) => onChange({ who })}
    />
  );
}

/** A word with proposals; it is looked for once typing pauses. */
function WordField(props: {
  label: string;
  value: string;
  data: readonly string[];
  onValue(value: string): void;
  isWide?: boolean;
}) {
  const { value, onValue } = props;
  const [typed, setTyped] = useState(value);
  const [wanted] = useDebouncedValue(typed, 250);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a changed text is a new search.
  useEffect(() => {
    if (wanted.trim() !== value) onValue(wanted.trim());
  }, [wanted]);
  // The address changed elsewhere, e.g. by clearing all filters.
  useEffect(() => setTyped(value), [value]);
  return (
    <Autocomplete
      size="xs"
      className={props.isWide ? classes.who : classes.short}
      aria-label={props.label}
      placeholder={props.label}
      leftSection={props.isWide ? <IconUser size={14} /> : undefined}
      data={[...new Set(props.data)]}
      spellCheck={false}
      value={typed}
      onChange={setTyped}
    />
  );
}

function ProjectChoice({ filter, onChange }: BarProps) {
  const projects = useProjects();
  return (
    <NativeSelect
      size="xs"
      className={classes.short}
      aria-label="Project"
      value={filter.project}
      onChange={(event) => onChange({ project: event.currentTarget.value })}
      data={[
        { value: '', label: 'Any project' },
        ...projects.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
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
