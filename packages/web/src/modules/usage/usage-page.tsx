import { costWords, type UsageSums } from '@architect/contracts/usage';
import { Anchor, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { providerLook } from '../../lib/looks.ts';
import { plainText } from '../../lib/plain-text.ts';
import { useUsage } from '../../lib/stats.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './usage-page.module.css';

const spans = [
  { value: '1', label: '24 h' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '365', label: 'A year' },
];

/** What the work of the agents took, for each program, directory and day. Unknown is never nothing. */
export function UsagePage() {
  const [days, setDays] = useState('7');
  const [search] = useSearchParams();
  const directory = search.get('dir');
  const usage = useUsage(Number(days), directory);
  return (
    <Page
      title="Usage"
      note={
        directory === null ? (
          'Tokens and money as the agents tell them; nothing is estimated.'
        ) : (
          <>
            In <code>{plainText(directory)}</code> and below.{' '}
            <Anchor component={Link} size="sm" to="/usage">
              Everywhere
            </Anchor>
          </>
        )
      }
      actions={<SegmentedControl size="xs" aria-label="Time" value={days} onChange={setDays} data={spans} />}
    >
      <Loaded from={usage} rows={8}>
        {(report) =>
          report.total.turns === 0 ? (
            <Panel title="In all">
              <Nothing title="No agent told what its work took.">
                Agents without a terminal do, and prompts show it when they end.
              </Nothing>
            </Panel>
          ) : (
            <>
              <Sums
                title="By agent"
                rows={[...report.by_provider.map(named('provider')), inAll(report.total)]}
              />
              <Sums title="By directory" rows={report.by_directory.map(named('working_dir'))} />
              <Sums title="By day (UTC)" rows={report.by_day.map(named('day'))} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

interface Row extends UsageSums {
  name: string;
}

function inAll(total: UsageSums): Row {
  return { ...total, name: 'In all' };
}

function named<Key extends string>(key: Key) {
  return (sums: UsageSums & Record<Key, string | null>): Row => {
    const value = sums[key];
    return {
      ...sums,
      name: value === null ? 'unknown' : key === 'provider' ? providerLook(value).label : value,
    };
  };
}

function Sums({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <Panel title={title} flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <div className={classes.scroll} tabIndex={0}>
        <table className={classes.sums} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{title.replace('By ', '').replace(/^./, (letter) => letter.toUpperCase())}</th>
              {['Cost', 'Turns', 'Tokens in', 'Out', 'Cache read', 'Cache write'].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row" data-path={row.name.startsWith('/') || undefined}>
                  {row.name}
                </th>
                <td>{costWords(row)}</td>
                <td>{row.turns}</td>
                {[row.input_tokens, row.output_tokens, row.cache_read_tokens, row.cache_write_tokens].map(
                  (figure, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: four columns that never move.
                    <td key={at}>{figure?.toLocaleString('en') ?? 'unknown'}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
