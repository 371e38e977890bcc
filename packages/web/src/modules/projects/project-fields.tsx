import { type Project, projectRecords } from '@architect/contracts/projects';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { projectKind } from '../../lib/record-kinds.ts';
import { useRecordWrites } from '../../lib/records.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Fact } from '../../ui/fact-list.tsx';

const fields = [
  { field: 'source_path', label: 'Source path', hint: '/srv/code/shop' },
  { field: 'repository_url', label: 'Repository', hint: 'git@example.org:shop.git' },
  { field: 'language', label: 'Language', hint: 'TypeScript' },
  { field: 'framework', label: 'Framework', hint: 'React' },
] as const;

/** Where the code of a project is and what it is written in. */
export function ProjectFields({ project }: { project: Project }) {
  return fields.map((one) => (
    <Fact key={one.field} label={one.label}>
      <Field key={project[one.field] ?? ''} project={project} {...one} />
    </Fact>
  ));
}

function Field({ project, field, label, hint }: { project: Project } & (typeof fields)[number]) {
  const mayAct = useMayAct() && project.deleted_at === null;
  const known = project[field] ?? '';
  const [text, setText] = useState(known);
  const writes = useRecordWrites(projectKind);
  const act = useAct();
  if (!mayAct) return <>{known || '–'}</>;
  const change = { [field]: text.trim() || null };
  const checked = projectRecords.change.body?.safeParse(change);
  const fault = checked && !checked.success ? (checked.error.issues[0]?.message ?? 'not valid') : null;
  const save = () => {
    if (text.trim() !== known && fault === null) void act(() => writes.change(project.id, change), 'Saved.');
  };
  return (
    <TextInput
      size="xs"
      aria-label={label}
      placeholder={hint}
      error={fault}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
