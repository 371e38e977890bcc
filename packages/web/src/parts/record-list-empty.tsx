import { Anchor, Button } from '@mantine/core';
import { Link } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { isNarrowed, type RecordFilter } from '../lib/record-filter.ts';
import type { KindOfRecord } from '../lib/record-kinds.ts';
import { openRecordForm } from '../lib/record-wish.ts';
import { recordWords } from '../lib/record-words.ts';
import { useProjects } from '../lib/records.ts';
import { Nothing } from '../ui/nothing.tsx';

/** Why a list shows nothing, and what to do next. */
export function NoRecords({ kind, filter }: { kind: KindOfRecord; filter: RecordFilter }) {
  const mayAct = useMayAct();
  const projects = useProjects();
  const { one, many } = recordWords[kind.kind];
  if (filter.deleted) return <Nothing title={`Nothing of ${many} is in the bin.`} />;
  if (isNarrowed(filter))
    return <Nothing title={`No ${one} matches.`}>Clear the filters, or look at every status.</Nothing>;
  if (kind.project === 'required' && projects.length === 0)
    return (
      <Nothing title="First there must be a project.">
        Each {one} belongs to one.{' '}
        <Anchor component={Link} to="/projects">
          Go to the projects
        </Anchor>
      </Nothing>
    );
  return (
    <Nothing
      title={`No open ${one}.`}
      action={
        mayAct ? (
          <Button onClick={() => openRecordForm({ kind: kind.kind })}>Create a {one}</Button>
        ) : undefined
      }
    >
      Press c to create one, or import a list. What is done shows under “Every status”.
    </Nothing>
  );
}
