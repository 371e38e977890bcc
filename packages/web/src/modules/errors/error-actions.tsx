import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { Button, Menu } from '@mantine/core';
import {
  IconArrowsJoin,
  IconBug,
  IconChevronDown,
  IconDots,
  IconLink,
  IconUnlink,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { type IgnoreWish, useErrorActions } from '../../lib/errors.ts';
import { useAct } from '../../lib/use-act.tsx';
import { BugDrawer } from './bug-drawer.tsx';
import { LinkBugDialog, useLinkBug } from './link-bug-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';

const dayMs = 86_400_000;

/** What a person can do about an error. */
export function ErrorActions({ error }: { error: ErrorGroupDetail }) {
  const mayAct = useMayAct();
  const [dialog, setDialog] = useState<'bug' | 'link' | 'merge' | null>(null);
  const does = useDoing(error);
  if (!mayAct) return null;
  const isClosed = error.status === 'resolved' || error.status === 'ignored';
  return (
    <>
      {error.bug_id === null ? (
        <Button
          variant="default"
          leftSection={<IconBug size={15} aria-hidden="true" />}
          onClick={() => setDialog('bug')}
        >
          Create bug
        </Button>
      ) : (
        <Button
          component={Link}
          to={`/bugs/${error.bug_id}`}
          variant="default"
          leftSection={<IconBug size={15} aria-hidden="true" />}
        >
          Bug #{error.bug_id}
        </Button>
      )}
      <MoreMenu error={error} onLink={() => setDialog('link')} onMerge={() => setDialog('merge')} />
      {isClosed ? (
        <Button onClick={does.reopen}>Reopen</Button>
      ) : (
        <>
          <IgnoreMenu error={error} onIgnore={does.ignore} />
          <ResolveMenu error={error} onResolve={does.resolve} />
        </>
      )}
      <BugDrawer error={error} opened={dialog === 'bug'} onClose={() => setDialog(null)} />
      <LinkBugDialog error={error} opened={dialog === 'link'} onClose={() => setDialog(null)} />
      <MergeDialog error={error} opened={dialog === 'merge'} onClose={() => setDialog(null)} />
    </>
  );
}

function MoreMenu(props: { error: ErrorGroupDetail; onLink(): void; onMerge(): void }) {
  const { error } = props;
  const link = useLinkBug(error);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={8} aria-label="More">
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowsJoin size={16} />} onClick={props.onMerge}>
          Merge others into it…
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={props.onLink}>
          {error.bug_id === null ? 'Link a bug that exists…' : 'Link another bug…'}
        </Menu.Item>
        {error.bug_id === null ? null : (
          <Menu.Item leftSection={<IconUnlink size={16} />} onClick={() => void link(null)}>
            Unlink bug {error.bug_id}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function useDoing({ id }: ErrorGroupDetail) {
  const { resolve, ignore, reopen } = useErrorActions();
  const act = useAct();
  return {
    resolve: (release?: string) =>
      void act(
        () => resolve.mutateAsync({ id, release }),
        release
          ? `Resolved in ${release}. Older releases do not open it again.`
          : 'Resolved. A new report opens it again.',
      ),
    ignore: (body: IgnoreWish) =>
      void act(() => ignore.mutateAsync({ id, body }), 'Ignored: it is counted and stays quiet.'),
    reopen: () => void act(() => reopen.mutateAsync(id), 'Open again.'),
  };
}

function ResolveMenu({
  error: { last_release: release },
  onResolve,
}: {
  error: ErrorGroupDetail;
  onResolve(release?: string): void;
}) {
  if (release === null) return <Button onClick={() => onResolve()}>Resolve</Button>;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={14} aria-hidden="true" />}>Resolve</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onResolve()}>Now: any new report opens it again</Menu.Item>
        <Menu.Item onClick={() => onResolve(release)}>In release {release}: older ones do not</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function IgnoreMenu({ error, onIgnore }: { error: ErrorGroupDetail; onIgnore(wish: IgnoreWish): void }) {
  const forDays = (days: number) => onIgnore({ until: new Date(Date.now() + days * dayMs).toISOString() });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden="true" />}>
          Ignore
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => forDays(1)}>For a day</Menu.Item>
        <Menu.Item onClick={() => forDays(7)}>For a week</Menu.Item>
        {[10, 100, 1000].map((reports) => (
          <Menu.Item key={reports} onClick={() => onIgnore({ reports })}>
            Until {reports.toLocaleString('en')} more reports
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onIgnore({})}>
          For good ({error.occurrence_count.toLocaleString('en')} so far)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
