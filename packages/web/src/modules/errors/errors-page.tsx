import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { Link, useSearchParams } from 'react-router';
import { useErrors } from '../../lib/errors.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import {
  type ErrorFilter,
  isNarrowed,
  plainFilter,
  queryOf,
  readFilter,
  writeFilter,
} from './error-filter.ts';
import { ErrorFilterBar } from './error-filter-bar.tsx';
import { ErrorList } from './error-list.tsx';
import { FirstError } from './first-error.tsx';

/** Errors of every application. The view lives in the address, so that it can be shared. */
export function ErrorsPage() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const change = (next: Partial<ErrorFilter>) =>
    setParams(writeFilter({ ...filter, page: 1, ...next }), { replace: true });
  const errors = useErrors(queryOf(filter));
  const total = errors.data?.pagination.total;
  return (
    <Page
      title="Errors"
      note="Reports of every application, grouped and counted."
      actions={
        <Button
          component={Link}
          to="/errors/keys"
          variant="default"
          leftSection={<IconKey size={15} aria-hidden="true" />}
        >
          Reporting keys
        </Button>
      }
    >
      <ErrorFilterBar filter={filter} onChange={change} />
      <Panel title="Grouped errors" count={total} flush>
        <Loaded from={errors} rows={8}>
          {({ items }) =>
            items.length === 0 ? (
              <NoErrors filter={filter} onClear={() => setParams(new URLSearchParams())} />
            ) : (
              <ErrorList errors={items} view={JSON.stringify(filter)} />
            )
          }
        </Loaded>
        <Pager pagination={errors.data?.pagination} onPage={(page) => change({ page })} />
      </Panel>
    </Page>
  );
}

/** Nothing was ever reported, nothing is open, or nothing matches: three different things. */
function NoErrors({ filter, onClear }: { filter: ErrorFilter; onClear(): void }) {
  const projectId = filter.project ? Number(filter.project) : undefined;
  const ever = useErrors({ per_page: 1, ...(projectId ? { project_id: projectId } : {}) });
  const isFirst = ever.data?.pagination.total === 0;
  if (isFirst && !isNarrowed({ ...filter, project: '', status: plainFilter.status }))
    return <FirstError projectId={projectId} />;
  if (!isNarrowed(filter))
    return <Nothing title="No open error.">A new report shows up here at once.</Nothing>;
  return (
    <Nothing
      title="No error matches."
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      Other errors are there; these filters hide them.
    </Nothing>
  );
}
