import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useProjects } from '../../lib/records.ts';
import { type ErrorFilter, sorts, statusFilters } from './error-filter.ts';
import classes from './error-filter-bar.module.css';
import { severityLooks } from './error-looks.ts';

interface BarProps {
  filter: ErrorFilter;
  onChange(next: Partial<ErrorFilter>): void;
}

export function ErrorFilterBar({ filter, onChange }: BarProps) {
  return (
    <search className={classes.bar} aria-label="Filter errors">
      <SegmentedControl
        size="xs"
        className={classes.statuses}
        value={filter.status}
        onChange={(status) => onChange({ status })}
        aria-label="Status"
        data={statusFilters.map(({ value, label }) => ({ value, label }))}
      />
      <Words
        label="Search in errors"
        placeholder="Type, message or source"
        value={filter.words}
        onValue={(words) => onChange({ words })}
        icon={<IconSearch size={14} />}
      />
      <Choices filter={filter} onChange={onChange} />
      <Words
        label="Node"
        placeholder="Node"
        value={filter.node}
        onValue={(node) => onChange({ node })}
        short
      />
      <Words
        label="Release"
        placeholder="Release"
        value={filter.release}
        onValue={(release) => onChange({ release })}
        short
      />
      <Words
        label="Environment"
        placeholder="Environment"
        value={filter.environment}
        onValue={(environment) => onChange({ environment })}
        short
      />
    </search>
  );
}

function Choices({ filter, onChange }: BarProps) {
  const projects = useProjects();
  const known = projects.some(({ id }) => String(id) === filter.project);
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Severity"
        value={filter.severity}
        onChange={(event) => onChange({ severity: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any severity' },
          ...Object.entries(severityLooks).map(([value, { label }]) => ({ value, label })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label="Project"
        className={classes.project}
        value={filter.project}
        onChange={(event) => onChange({ project: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any project' },
          ...projects.map(({ id, name }) => ({ value: String(id), label: name })),
          ...(filter.project && !known
            ? [{ value: filter.project, label: `Project #${filter.project}` }]
            : []),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label="Order"
        value={filter.sort}
        onChange={(event) => onChange({ sort: event.currentTarget.value })}
        data={sorts.map(({ value, label }) => ({ value, label }))}
      />
    </>
  );
}

function Words(props: {
  label: string;
  placeholder: string;
  value: string;
  onValue(value: string): void;
  icon?: ReactNode;
  short?: boolean;
}) {
  const { value, onValue } = props;
  const [typed, setTyped] = useState(value);
  const [wanted] = useDebouncedValue(typed, 300);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a changed text is a new search.
  useEffect(() => {
    if (wanted !== value) onValue(wanted);
  }, [wanted]);
  // The address changed elsewhere, e.g. by clearing all filters.
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      size="xs"
      className={props.short ? classes.short : classes.words}
      aria-label={props.label}
      placeholder={props.placeholder}
      leftSection={props.icon}
      spellCheck={false}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
