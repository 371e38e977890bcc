import type { Prompt } from '@architect/contracts/prompts';
import { usageWords } from '@architect/contracts/usage';
import { DataTable, type DataTableColumn } from 'mantine-datatable';
import { useNavigate } from 'react-router';
import { promptLooks } from '../../lib/looks.ts';
import { firstLine } from '../../parts/prompt-rows.tsx';
import { PromptLink, SessionLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import classes from './prompt-table.module.css';

const columns: DataTableColumn<Prompt>[] = [
  { accessor: 'id', title: 'Id', width: 66, sortable: true, render: ({ id }) => <PromptLink id={id} /> },
  {
    accessor: 'status',
    title: 'Status',
    width: 124,
    sortable: true,
    render: ({ status }) => <LookChip look={promptLooks[status]} />,
  },
  {
    accessor: 'content',
    title: 'Prompt',
    render: (prompt) => (
      <span className={classes.stack}>
        <span className={classes.cut}>{firstLine(prompt.content)}</span>
        <span className={classes.note} data-bad={prompt.status === 'failed' || undefined}>
          {prompt.status === 'failed' ? (prompt.error ?? prompt.error_code) : prompt.waiting_reason}
        </span>
      </span>
    ),
  },
  {
    accessor: 'assigned_session',
    title: 'Session',
    width: 150,
    sortable: true,
    render: (prompt) => {
      if (prompt.assigned_session) return <SessionLink name={prompt.assigned_session} />;
      return (
        <span className={classes.dim}>{prompt.target_session ?? prompt.target_provider ?? 'any agent'}</span>
      );
    },
  },
  {
    accessor: 'usage',
    title: 'Cost',
    width: 84,
    textAlign: 'right',
    render: ({ usage, completed_at }) => {
      if (completed_at === null) return null;
      if (usage?.cost_usd == null) return <span className={classes.dim}>unknown</span>;
      return <span title={usageWords(usage)}>${usage.cost_usd.toFixed(2)}</span>;
    },
  },
  { accessor: 'priority', title: 'Priority', width: 88, sortable: true, textAlign: 'right' },
  {
    accessor: 'created_at',
    title: 'Sent',
    width: 90,
    sortable: true,
    render: (prompt) => <Ago at={prompt.created_at} />,
  },
  {
    accessor: 'completed_at',
    title: 'Ended',
    width: 90,
    sortable: true,
    render: (prompt) => <Ago at={prompt.completed_at} />,
  },
];

export function PromptTable(props: { prompts: readonly Prompt[]; sort: string; onSort(sort: string): void }) {
  const navigate = useNavigate();
  const descending = props.sort.startsWith('-');
  return (
    <DataTable
      columns={columns}
      classNames={{ table: classes.table }}
      records={[...props.prompts]}
      verticalSpacing={6}
      horizontalSpacing={14}
      fz="sm"
      highlightOnHover
      backgroundColor="transparent"
      borderColor="var(--line)"
      rowBorderColor="var(--line)"
      sortStatus={{ columnAccessor: props.sort.replace(/^-/, ''), direction: descending ? 'desc' : 'asc' }}
      onSortStatusChange={({ columnAccessor, direction }) =>
        props.onSort(`${direction === 'desc' ? '-' : ''}${String(columnAccessor)}`)
      }
      onRowClick={({ record }) => void navigate(`/prompts/${record.id}`)}
    />
  );
}
