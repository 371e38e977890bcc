import { NativeSelect } from '@mantine/core';
import { useProjects } from '../../lib/records.ts';

export function ProjectChoice(props: { value: string; onChange(value: string): void; isRequired?: boolean }) {
  const projects = useProjects();
  return (
    <NativeSelect
      label="Project"
      description={props.isRequired && props.value === '' ? 'A feature belongs to a project.' : undefined}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      data={[
        { value: '', label: 'None' },
        ...projects.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
    />
  );
}
