import type { ErrorGroup } from '@architect/contracts/error-groups';
import { Checkbox, Tooltip } from '@mantine/core';
import { IconBug } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'react-router';
import { plainText } from '../../lib/plain-text.ts';
import { Ago } from '../../ui/ago.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Mark } from '../../ui/mark.tsx';
import { countWords } from './count-words.ts';
import classes from './error-list.module.css';
import { severityLooks, statusLooks } from './error-looks.ts';
import { Heartbeat } from './heartbeat.tsx';

interface RowProps {
  error: ErrorGroup;
  selected: boolean;
  /** Absent: the person may only look. */
  onToggle?: (range: boolean) => void;
}

export const ErrorRow = memo(Row, (a, b) => a.error === b.error && a.selected === b.selected);

function Row({ error, selected, onToggle }: RowProps) {
  const severity = severityLooks[error.severity];
  const inDay = error.trend.reduce((sum, count) => sum + count, 0);
  return (
    <li className={classes.row} data-id={error.id} data-selected={selected || undefined}>
      {onToggle ? (
        <Checkbox
          size="xs"
          className={classes.check}
          aria-label={`Select error #${error.id}`}
          checked={selected}
          onChange={(event) =>
            onToggle('shiftKey' in event.nativeEvent && event.nativeEvent.shiftKey === true)
          }
        />
      ) : (
        <span />
      )}
      <Link to={`/errors/${error.id}`} className={classes.link}>
        <span className={classes.what}>
          <span className={classes.type}>
            <Tooltip label={severity.label}>
              <span role="img" aria-label={severity.label}>
                <Mark shape={severity.shape} tone={severity.tone} size={13} />
              </span>
            </Tooltip>
            <code>{plainText(error.error_type)}</code>
            <Badges error={error} />
            <span className={classes.source}>
              <code>{plainText(error.source)}</code>
              <Releases error={error} />
            </span>
          </span>
          <span className={classes.message}>{plainText(error.message)}</span>
        </span>
        <span className={classes.beat}>
          <Heartbeat counts={error.trend} label={`${countWords(inDay)} in the last 24 hours`} />
        </span>
        <span className={classes.count} title={`${error.occurrence_count} reports`}>
          {new Intl.NumberFormat('en', { notation: 'compact' }).format(error.occurrence_count)}
        </span>
        <span className={classes.seen}>
          <Ago at={error.last_seen} />
          <span className={classes.dim}>
            first <Ago at={error.first_seen} />
          </span>
        </span>
        <span className={classes.status}>
          <LookChip look={statusLooks[error.status]} />
        </span>
      </Link>
    </li>
  );
}

function Badges({ error }: { error: ErrorGroup }) {
  return (
    <>
      {error.regressions > 0 && error.status !== 'resolved' ? (
        <Tooltip label={`It was resolved and came back, ${error.regressions}×.`}>
          <span className={classes.regression}>came back</span>
        </Tooltip>
      ) : null}
      {error.bug_id === null ? null : (
        <span className={classes.bug}>
          <IconBug size={13} aria-hidden="true" /> bug #{error.bug_id}
        </span>
      )}
    </>
  );
}

function Releases({
  error: { first_release: first, last_release: last, environment },
}: {
  error: ErrorGroup;
}) {
  const span = first === last || first === null ? last : `${first} → ${last ?? '?'}`;
  const words = [span, environment].filter((one) => one !== null);
  return <>{words.map((one) => ` · ${plainText(one)}`).join('')}</>;
}
