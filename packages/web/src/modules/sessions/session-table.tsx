import type { Session } from '@architect/contracts/sessions';
import { DataTable, type DataTableColumn } from 'mantine-datatable';
import { useNavigate } from 'react-router';
import { sessionLooks } from '../../lib/looks.ts';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { PromptLink, SessionLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Hints } from './session-cards.tsx';
import classes from './session-table.module.css';

const columns: DataTableColumn<Session>[] = [
  {
    accessor: 'name',
    title: 'Session',
    width: '18%',
    render: (session) => (
      <span className={classes.name}>
        <ProviderMark provider={session.provider} version={session.agent_version} />
        <SessionLink name={session.name} />
      </span>
    ),
  },
  {
    accessor: 'state',
    title: 'State',
    width: 120,
    render: (one) => <LookChip look={sessionLooks[one.state]} />,
  },
  {
    accessor: 'evidence',
    title: 'Because',
    render: (session) => (
      <span className={classes.stack}>
        <span className={classes.cut}>{session.evidence?.detail ?? 'no reading yet'}</span>
        <code className={classes.rule}>{session.evidence?.rule}</code>
      </span>
    ),
  },
  {
    accessor: 'current_prompt_id',
    title: 'Prompt',
    width: 150,
    render: (session) => (
      <span className={classes.stack}>
        {session.current_prompt_id === null ? null : <PromptLink id={session.current_prompt_id} />}
        <Hints session={session} />
      </span>
    ),
  },
  {
    accessor: 'working_dir',
    title: 'Directory',
    width: '24%',
    render: (session) => (
      <span className={classes.stack}>
        <span className={classes.cut}>{session.working_dir}</span>
        <span className={classes.dim}>
          {[session.git_branch, session.node === 'local' ? null : session.node].filter(Boolean).join(' · ')}
        </span>
      </span>
    ),
  },
  { accessor: 'state_since', title: 'Since', width: 72, render: (one) => <Ago at={one.state_since} bare /> },
];

export function SessionTable({ sessions }: { sessions: readonly Session[] }) {
  const navigate = useNavigate();
  return (
    <DataTable
      idAccessor="name"
      columns={columns}
      classNames={{ table: classes.table }}
      records={[...sessions]}
      verticalSpacing={6}
      horizontalSpacing={14}
      fz="sm"
      highlightOnHover
      backgroundColor="transparent"
      borderColor="var(--line)"
      rowBorderColor="var(--line)"
      onRowClick={({ record }) => void navigate(`/sessions/${encodeURIComponent(record.name)}`)}
    />
  );
}
