import type { Prompt } from '@architect/contracts/prompts';
import { Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconRotate, IconSearch } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import type { Page as PageOf } from '../../lib/apply-live-event.ts';
import { usePrompts, useRetryAll } from '../../lib/prompts.ts';
import { useAct } from '../../lib/use-act.tsx';
import { PromptRows } from '../../parts/prompt-rows.tsx';
import { FilterText } from '../../ui/filter-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type PromptFilter, queryOf, readFilter, statusFilters, writeFilter } from './prompt-filter.ts';
import { PromptTable } from './prompt-table.tsx';
import classes from './prompts-page.module.css';

/** The queue. Filter, search, order and page live in the address, so that a view can be shared. */
export function PromptsPage() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const change = (next: Partial<PromptFilter>) =>
    setParams(writeFilter({ ...filter, page: 1, ...next }), { replace: true });
  const prompts = usePrompts(queryOf(filter));
  const narrow = useMediaQuery('(max-width: 48em)');
  return (
    <Page
      title="Prompts"
      note="Each one reaches an idle agent exactly once, or says why it has not."
      actions={<Actions />}
    >
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          className={classes.statuses}
          value={filter.status}
          onChange={(status) => change({ status })}
          aria-label="Filter by status"
          data={statusFilters.map(({ value, label }) => ({ value, label }))}
        />
        <FilterText
          className={classes.search}
          aria-label="Search in the text of prompts"
          placeholder="Text of the prompt"
          leftSection={<IconSearch size={14} />}
          value={filter.words}
          onValue={(words) => change({ words })}
        />
      </div>
      <Panel title="Queue" count={prompts.data?.pagination.total} flush>
        <Loaded from={prompts} rows={8}>
          {(page: PageOf<Prompt>) => {
            if (page.items.length === 0)
              return <NoPrompts filtered={filter.status !== 'all' || filter.words !== ''} />;
            if (narrow) return <PromptRows prompts={page.items} />;
            return (
              <PromptTable
                prompts={page.items}
                sort={filter.sort}
                onSort={(sort) => change({ sort, page: filter.page })}
              />
            );
          }}
        </Loaded>
        <Pager pagination={prompts.data?.pagination} onPage={(page) => change({ page })} />
      </Panel>
    </Page>
  );
}

function Actions() {
  const mayAct = useMayAct();
  const retryAll = useRetryAll();
  const act = useAct();
  if (!mayAct) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRotate size={15} aria-hidden="true" />}
      loading={retryAll.isPending}
      onClick={() =>
        void act(
          () => retryAll.mutateAsync(),
          (data) =>
            data.affected === 0
              ? 'No failed prompt is safe to repeat automatically.'
              : `${data.affected} are back in the queue.`,
        )
      }
    >
      Retry undelivered
    </Button>
  );
}

function NoPrompts({ filtered }: { filtered: boolean }) {
  if (filtered)
    return <Nothing title="No prompt matches.">Clear the search or choose another status.</Nothing>;
  return (
    <Nothing title="No prompt yet.">
      Press c to compose one. It goes to the first idle agent that may take it, or waits and says for what.
    </Nothing>
  );
}
