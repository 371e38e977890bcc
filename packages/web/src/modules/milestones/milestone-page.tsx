import { type Milestone, milestoneEndpoints } from '@architect/contracts/milestones';
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';
import { bugKind, featureKind, type KindOfRecord, milestoneKind, titleOf } from '../../lib/record-kinds.ts';
import { statusLook } from '../../lib/record-looks.ts';
import { plainWord, recordPath, recordWords } from '../../lib/record-words.ts';
import { useRecords } from '../../lib/records.ts';
import { isMilestone, MilestoneProgress } from '../../parts/milestone-progress.tsx';
import { RecordDay } from '../../parts/record-day.tsx';
import { RecordPage } from '../../parts/record-page.tsx';
import { RenderedText } from '../../parts/record-texts.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Panel } from '../../ui/panel.tsx';
import classes from './milestone-page.module.css';

export function MilestonePage() {
  return (
    <RecordPage
      kind={milestoneKind}
      top={(record) => (isMilestone(record) ? <Top milestone={record} /> : null)}
      middle={(record) => (
        <>
          <Contents kind={featureKind} milestoneId={record.id} />
          <Contents kind={bugKind} milestoneId={record.id} />
          <ReleaseNotes id={record.id} />
        </>
      )}
    />
  );
}

function Top({ milestone }: { milestone: Milestone }) {
  return (
    <div className={classes.top}>
      <MilestoneProgress progress={milestone.progress} />
      {milestone.target_date ? (
        <RecordDay
          day={milestone.target_date}
          isOpen={milestoneKind.openStatuses.includes(milestone.status)}
        />
      ) : null}
    </div>
  );
}

function Contents({ kind, milestoneId }: { kind: KindOfRecord; milestoneId: number }) {
  const list = useRecords(kind, { milestone_id: milestoneId, sort: 'status,-id', per_page: 50 });
  const { many, path } = recordWords[kind.kind];
  return (
    <Panel
      title={plainWord(many)}
      count={list.data?.pagination.total}
      flush
      actions={
        <Anchor component={Link} to={`${path}?status=all&milestone=${milestoneId}`} size="xs" px={6}>
          Show as a list
        </Anchor>
      }
    >
      <Loaded from={list} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={classes.none}>
              No {many} are planned for it. Choose this milestone on the page of one.
            </p>
          ) : (
            <ul className={classes.rows}>
              {items.map((record) => {
                const look = statusLook(record.status);
                return (
                  <li key={record.id}>
                    <Link to={recordPath(kind.kind, record.id)} className={classes.row}>
                      <Mark shape={look.shape} tone={look.tone} />
                      <span className={classes.name}>{titleOf(record)}</span>
                      <span className={classes.status}>{look.label}</span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** Made by the server from what is completed and resolved. */
function ReleaseNotes({ id }: { id: number }) {
  const api = useApi();
  const notes = useQuery<string>({
    // Among the lists: it changes with every feature and bug.
    queryKey: [...queryKeys.records, 'release-notes', id],
    queryFn: async ({ signal }) =>
      (await api.call(milestoneEndpoints.milestoneReleaseNotes, { params: { id } }, signal)).data.markdown,
  });
  return (
    <Panel
      title="Release notes"
      actions={notes.data ? <CopyText text={notes.data} label="Copy the release notes as Markdown" /> : null}
    >
      <Loaded from={notes} rows={3}>
        {(markdown) =>
          markdown.trim() === '' ? (
            <p className={classes.none}>Nothing is completed yet.</p>
          ) : (
            <RenderedText text={markdown} />
          )
        }
      </Loaded>
    </Panel>
  );
}
