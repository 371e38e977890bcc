import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { plainText } from '../../lib/plain-text.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './seen-panel.module.css';

/** Where it was reported from; each value leads to everything that was reported from there. */
export function SeenPanel({ error: { occurrences } }: { error: ErrorGroupDetail }) {
  const tables = [
    { title: 'Nodes', filter: 'node', rows: occurrences.by_node },
    { title: 'Releases', filter: 'release', rows: occurrences.by_release },
    { title: 'Environments', filter: 'environment', rows: occurrences.by_environment },
  ].filter(({ rows }) => rows.some(({ name }) => name !== ''));
  if (tables.length === 0) return null;
  return (
    <Panel title="Where">
      {tables.map(({ title, filter, rows }) => (
        <section key={title} className={classes.table} aria-label={title}>
          <h3>{title}</h3>
          <Shares filter={filter} rows={rows} />
        </section>
      ))}
    </Panel>
  );
}

function Shares({ filter, rows }: { filter: string; rows: readonly { name: string; count: number }[] }) {
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <ul className={classes.rows}>
      {rows.slice(0, 12).map(({ name, count }) => (
        <li key={name} style={{ backgroundSize: `${(count / Math.max(1, total)) * 100}% 100%` }}>
          {name === '' ? (
            <span className={classes.none}>not said</span>
          ) : (
            <Anchor
              component={Link}
              size="sm"
              to={`/errors?${new URLSearchParams({ status: 'all', [filter]: name })}`}
            >
              {plainText(name)}
            </Anchor>
          )}
          <span>{count.toLocaleString('en')}</span>
        </li>
      ))}
    </ul>
  );
}
