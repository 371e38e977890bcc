import { Button, SegmentedControl } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBulb, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { useAct } from '../../lib/use-act.tsx';
import { Keys } from '../../ui/keys.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SuggestDrawer } from './suggest-drawer.tsx';
import { SuggestionCard } from './suggestion-card.tsx';
import { statusLooks } from './suggestion-words.ts';
import classes from './suggestions-page.module.css';
import { useSuggestionKeys } from './use-suggestion-keys.ts';
import { useSuggestionActions, useSuggestions } from './use-suggestions.ts';

const statuses = [
  ...Object.entries(statusLooks).map(([value, { label }]) => ({ value, label })),
  { value: 'all', label: 'All' },
];
const none: never[] = [];

/** Work that agents, people and the server propose. Nothing of it happens before somebody agrees. */
export function SuggestionsPage() {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('status');
  const status = statuses.some(({ value }) => value === wanted) ? String(wanted) : 'pending';
  const page = Math.max(1, Math.floor(Number(params.get('page') ?? '1')) || 1);
  const suggestions = useSuggestions({ status, page, per_page: 20 });
  const items = suggestions.data?.items ?? none;
  const [selectedId, setSelectedId] = useState<number | null>(null);
  const selected = items.find(({ id }) => id === selectedId) ?? items[0];
  const [isSuggesting, suggesting] = useDisclosure(false);
  useSuggestionKeys({ items, selected, onSelect: setSelectedId, onSuggest: suggesting.open });
  return (
    <Page
      title="Suggestions"
      note="Work that agents, people and the server propose. It happens when you agree."
      actions={<Actions onSuggest={suggesting.open} />}
    >
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          className={classes.statuses}
          aria-label="Status"
          value={status}
          onChange={(next) => setParams(next === 'pending' ? {} : { status: next }, { replace: true })}
          data={statuses}
        />
        <span className={classes.hint}>
          <Keys keys="j k" /> move <Keys keys="a" /> agree <Keys keys="s" /> skip
        </span>
      </div>
      <Panel title="Proposed work" count={suggestions.data?.pagination.total} flush>
        <Loaded from={suggestions} rows={6}>
          {({ items: shown }) =>
            shown.length === 0 ? (
              <NoSuggestions isPending={status === 'pending'} />
            ) : (
              shown.map((one) => (
                <SuggestionCard
                  key={one.id}
                  suggestion={one}
                  selected={one.id === selected?.id}
                  onSelect={() => setSelectedId(one.id)}
                />
              ))
            )
          }
        </Loaded>
        <Pager
          pagination={suggestions.data?.pagination}
          onPage={(next) => setParams({ status, page: String(next) }, { replace: true })}
        />
      </Panel>
      <SuggestDrawer opened={isSuggesting} onClose={suggesting.close} />
    </Page>
  );
}

function NoSuggestions({ isPending }: { isPending: boolean }) {
  if (!isPending) return <Nothing title="None with this status.">Choose another status above.</Nothing>;
  return (
    <Nothing title="Nothing is proposed.">
      Look for work in the records and the code, or let agents propose some: they send it to{' '}
      <code>POST /api/tasks/suggest</code> and wait for your answer.
    </Nothing>
  );
}

function Actions({ onSuggest }: { onSuggest(): void }) {
  const mayAct = useMayAct();
  const { generate } = useSuggestionActions();
  const act = useAct();
  if (!mayAct) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconSearch size={15} aria-hidden="true" />}
        loading={generate.isPending}
        onClick={() =>
          void act(
            () => generate.mutateAsync(),
            (made) => (made.length === 0 ? 'Nothing new was found.' : `${made.length} new.`),
          )
        }
      >
        Look for work
      </Button>
      <Button leftSection={<IconBulb size={15} aria-hidden="true" />} onClick={onSuggest}>
        Suggest work
      </Button>
    </>
  );
}
