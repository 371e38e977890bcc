import type { Interaction } from '@architect/contracts/interactions';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useInteractions, usePendingInteractions } from '../../lib/interactions.ts';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';
import { InteractionCard, useDecision } from '../../parts/interaction-card.tsx';
import { Keys } from '../../ui/keys.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { Panel } from '../../ui/panel.tsx';
import { DecisionTable } from './decision-table.tsx';
import classes from './interactions-page.module.css';
import { OfferNotices } from './offer-notices.tsx';

export function InteractionsPage() {
  const pending = usePendingInteractions();
  const items = pending.data?.items ?? [];
  const [selectedId, setSelectedId] = useState<number | null>(null);
  const selected = items.find((one) => one.id === selectedId) ?? items[0];
  useAnswerKeys(items, selected, setSelectedId);
  return (
    <Page title="Needs me" note={<Hint />}>
      <OfferNotices />
      <Panel
        title="Waiting for a decision"
        count={items.length}
        flush
        tone={items.length > 0 ? 'need' : undefined}
      >
        <Loaded from={pending} rows={4}>
          {({ items: waiting }) =>
            waiting.length === 0 ? (
              <Nothing title="Nothing needs you.">
                When an agent asks for permission or has a question, it appears here at once and in the page
                title.
              </Nothing>
            ) : (
              waiting.map((interaction) => (
                <InteractionCard
                  key={interaction.id}
                  interaction={interaction}
                  selected={interaction.id === selected?.id}
                  onSelect={() => setSelectedId(interaction.id)}
                />
              ))
            )
          }
        </Loaded>
      </Panel>
      <History />
    </Page>
  );
}

function Hint() {
  return (
    <span className={classes.hint}>
      <Keys keys="j k" /> move <Keys keys="a" /> approve once <Keys keys="d" /> deny <Keys keys="1 … 9" />{' '}
      pick a row <Keys keys="Enter" /> open the terminal
    </span>
  );
}

function useAnswerKeys(
  items: readonly Interaction[],
  selected: Interaction | undefined,
  select: (id: number) => void,
) {
  const navigate = useNavigate();
  const { give, pick } = useDecision();
  const [latest] = useState({ give, pick });
  useEffect(() => {
    Object.assign(latest, { give, pick });
  });
  const shortcuts = useMemo<Shortcut[]>(() => {
    const step = (by: number) => {
      const next = items[items.findIndex((one) => one.id === selected?.id) + by];
      if (next) select(next.id);
    };
    const withSelected = (run: (one: Interaction) => void) => () => {
      if (selected) run(selected);
    };
    return [
      { keys: 'j', does: 'Next', run: () => step(1) },
      { keys: 'k', does: 'Previous', run: () => step(-1) },
      {
        keys: 'a',
        does: 'Approve once',
        run: withSelected((one) => latest.give(one, { action: 'approve' })),
      },
      { keys: 'd', does: 'Deny', run: withSelected((one) => latest.give(one, { action: 'deny' })) },
      {
        keys: 'Enter',
        does: 'Open the terminal',
        run: () => selected && void navigate(`/sessions/${encodeURIComponent(selected.session)}`),
      },
      ...Array.from({ length: 9 }, (_, index) => ({
        keys: String(index + 1),
        does: `Pick row ${index + 1}`,
        run: withSelected((one) => {
          const option = one.options[index];
          if (option) latest.pick(one, option.key);
        }),
      })),
    ];
  }, [items, selected, select, navigate, latest]);
  useShortcuts('Needs me', shortcuts);
}

function History() {
  const [page, setPage] = useState(1);
  const decided = useInteractions({
    status_ne: 'pending',
    sort: '-id',
    page,
    per_page: 15,
  });
  return (
    <Panel title="Decided" count={decided.data?.pagination.total} flush>
      <Loaded from={decided} rows={5}>
        {({ items, pagination }) =>
          items.length === 0 ? (
            <Nothing title="No decision yet.">Every decision is kept here, with who made it.</Nothing>
          ) : (
            <>
              <DecisionTable interactions={items} />
              <Pager pagination={pagination} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
