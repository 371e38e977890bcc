import { Button, Drawer } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useScrollback } from '../../lib/sessions.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import classes from './scrollback.module.css';

/** What went over the screen before, as text: to be read, searched with the browser's own search, and copied. */
export function Scrollback({ session }: { session: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconHistory size={15} aria-hidden="true" />}
        onClick={() => setOpened(true)}
      >
        Scrollback
      </Button>
      <Drawer opened={opened} onClose={() => setOpened(false)} title={`Scrollback of ${session}`} size="xl">
        {opened ? <Lines session={session} /> : null}
      </Drawer>
    </>
  );
}

function Lines({ session }: { session: string }) {
  const text = useScrollback(session);
  return (
    <Loaded from={text} rows={12}>
      {(lines) => (
        <>
          <div className={classes.acts}>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => text.refetch()}
              loading={text.isFetching}
            >
              Read again
            </Button>
            <CopyText text={lines} label="Copy all of it" />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
          <pre ref={showEnd} className={classes.lines} tabIndex={0}>
            {lines}
          </pre>
        </>
      )}
    </Loaded>
  );
}

/** The newest is what one looks for first. */
function showEnd(element: HTMLElement | null): void {
  if (element) element.scrollTop = element.scrollHeight;
}
