import { NativeSelect, SegmentedControl } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useProjects } from '../../lib/records.ts';
import { FilterText } from '../../ui/filter-text.tsx';
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
      <FilterText
        aria-label="Search in errors"
        placeholder="Type, message or source"
        value={filter.words}
        onValue={(words) => onChange({ words })}
        leftSection={<IconSearch size={14} />}
        className={classes.words}
      />
      <Choices filter={filter} onChange={onChange} />
      <FilterText
        aria-label="Node"
        placeholder="Node"
        value={filter.node}
        onValue={(node) => onChange({ node })}
        className={classes.short}
      />
      <FilterText
        aria-label="Release"
        placeholder="Release"
        value={filter.release}
        onValue={(release) => onChange({ release })}
        className={classes.short}
      />
      <FilterText
        aria-label="Environment"
        placeholder="Environment"
        value={filter.environment}
        onValue={(environment) => onChange({ environment })}
        className={classes.short}
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
