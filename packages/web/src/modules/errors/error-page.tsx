import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useError, useErrorSample } from '../../lib/errors.ts';
import { plainText } from '../../lib/plain-text.ts';
import { RecordAttachments } from '../../parts/record-attachments.tsx';
import { RecordComments } from '../../parts/record-comments.tsx';
import { RecordHistory } from '../../parts/record-history.tsx';
import { RecordWork } from '../../parts/record-work.tsx';
import layout from '../../parts/two-columns.module.css';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { ErrorActions } from './error-actions.tsx';
import { ErrorFacts } from './error-facts.tsx';
import { severityLooks, statusLooks } from './error-looks.ts';
import classes from './error-page.module.css';
import { GroupingPanel } from './grouping-panel.tsx';
import { OccurrencesPanel } from './occurrences-panel.tsx';
import { SamplePanels } from './sample-panels.tsx';
import { SeenPanel } from './seen-panel.tsx';
import { SuspectsPanel } from './suspects-panel.tsx';

export function ErrorPage() {
  const { id = '' } = useParams();
  const error = useError(Number(id));
  return (
    <Page
      title={error.data ? <Title error={error.data} /> : `Error #${id}`}
      note={error.data ? <Message text={error.data.message} /> : null}
      actions={error.data ? <ErrorActions error={error.data} /> : null}
    >
      <Loaded from={error} rows={10}>
        {(one) => (
          <div className={layout.columns}>
            <div className={layout.column}>
              <OccurrencesPanel error={one} />
              <Samples key={one.id} error={one} />
              <div className={layout.talk}>
                <RecordComments record={{ kind: 'error', id: one.id }} />
                <RecordHistory record={{ kind: 'error', id: one.id }} />
              </div>
            </div>
            <div className={layout.column}>
              <ErrorFacts error={one} />
              <RecordWork
                record={{ kind: 'error', id: one.id }}
                isOpen={one.status === 'open' || one.status === 'in_progress'}
              />
              <SuspectsPanel errorId={one.id} />
              <SeenPanel error={one} />
              <GroupingPanel error={one} />
              <RecordAttachments record={{ kind: 'error', id: one.id }} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Title({ error }: { error: ErrorGroupDetail }) {
  return (
    <span className={classes.title}>
      <code>{plainText(error.error_type)}</code>
      <LookChip look={severityLooks[error.severity]} />
      <LookChip look={statusLooks[error.status]} />
    </span>
  );
}

function Message({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
    <span className={classes.message} tabIndex={0}>
      {plainText(text)}
    </span>
  );
}

/** The reports that were kept, one at a time, the newest first. */
function Samples({ error }: { error: ErrorGroupDetail }) {
  const [position, setPosition] = useState(1);
  const sample = useErrorSample(error.id, position);
  return (
    <Loaded from={sample} rows={8}>
      {({ items: [event], pagination: { total } }) =>
        event ? (
          <SamplePanels event={event} position={position} total={total} onPosition={setPosition} />
        ) : (
          <Nothing title="No report was kept.">
            Old samples are dropped after a while; the counts are complete.
          </Nothing>
        )
      }
    </Loaded>
  );
}
