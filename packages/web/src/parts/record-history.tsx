import type { Activity } from '@architect/contracts/activity';
import type { RecordRef } from '@architect/contracts/records';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { changesOf } from '../lib/field-changes.ts';
import { plainText } from '../lib/plain-text.ts';
import { useRecordHistory } from '../lib/record-parts.ts';
import { plainWord } from '../lib/record-words.ts';
import { Ago } from '../ui/ago.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Panel } from '../ui/panel.tsx';
import classes from './record-history.module.css';

const shownAtFirst = 6;

/** Who changed what, newest first: each field with what it was and what it became. */
export function RecordHistory({ record }: { record: RecordRef }) {
  const history = useRecordHistory(record);
  const [isWhole, setWhole] = useState(false);
  return (
    <Panel title="History" count={history.data?.length}>
      <Loaded from={history} rows={3}>
        {(entries) => (
          <>
            <ol className={classes.list}>
              {(isWhole ? entries : entries.slice(0, shownAtFirst)).map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </ol>
            {!isWhole && entries.length > shownAtFirst ? (
              <Button variant="subtle" color="gray" onClick={() => setWhole(true)}>
                Show {entries.length - shownAtFirst} more
              </Button>
            ) : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Entry({ entry }: { entry: Activity }) {
  return (
    <li className={classes.entry}>
      <div className={classes.head}>
        <b>{plainText(entry.actor)}</b> {plainWord(entry.action.replace(/^[^.]+\./, '')).toLowerCase()}
        <span className={classes.when}>
          <Ago at={entry.created_at} />
        </span>
      </div>
      {changesOf(entry).map(({ field, from, to }) => (
        <Change key={field} field={field} from={from} to={to} />
      ))}
    </li>
  );
}

/** Short values in one line, long texts line by line. */
function Change({ field, from, to }: { field: string; from: string; to: string }) {
  const name = <span className={classes.field}>{plainWord(field)}</span>;
  if (from.length + to.length < 120 && !from.includes('\n') && !to.includes('\n'))
    return (
      <div className={classes.change}>
        {name} {from ? <del className={classes.from}>{from}</del> : <span className={classes.field}>–</span>}
        <span aria-hidden="true"> → </span>
        {to ? <ins className={classes.to}>{to}</ins> : <span className={classes.field}>–</span>}
      </div>
    );
  return (
    <details className={classes.change}>
      <summary>
        {name} changed: {to.length - from.length >= 0 ? '+' : '−'}
        {Math.abs(to.length - from.length)} characters
      </summary>
      <pre className={classes.diff}>
        {lineChanges(from, to).map(({ sign, line, key }) => (
          <span key={key} className={sign === '+' ? classes.to : sign === '-' ? classes.from : undefined}>
            {`${sign} ${line}\n`}
          </span>
        ))}
      </pre>
    </details>
  );
}

/** Lines that went and came; what both share at the beginning and the end stays out, save one line of context. */
function lineChanges(
  from: string,
  to: string,
): readonly { sign: '+' | '-' | ' '; line: string; key: string }[] {
  const [a, b] = [from.split('\n'), to.split('\n')];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const rows = (lines: readonly string[], sign: '+' | '-' | ' ', at: number) =>
    lines.map((line, index) => ({ sign, line, key: `${sign}${at + index}` }));
  return [
    ...rows(a.slice(Math.max(0, start - 1), start), ' ', start - 1),
    ...rows(a.slice(start, a.length - end), '-', start),
    ...rows(b.slice(start, b.length - end), '+', start),
    ...rows(b.slice(b.length - end, b.length - end + 1), ' ', b.length - end),
  ];
}
