import type { Session } from '@architect/contracts/sessions';
import { Button, Skeleton, Switch } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { Scrollback } from './scrollback.tsx';
import classes from './terminal-panel.module.css';
import type { TerminalStatus } from './use-terminal.ts';

/** xterm measures its cells once, so the font must be there before it. */
const TerminalView = lazy(async () => {
  const [{ TerminalView: View }] = await Promise.all([
    import('./terminal-view.tsx'),
    document.fonts.load("13px 'IBM Plex Mono'"),
    document.fonts.load("500 13px 'IBM Plex Mono'"),
  ]);
  return { default: View };
});

/** The live terminal. Typing is off until a person turns it on, and then the frame says so. */
export function TerminalPanel({ session }: { session: Session }) {
  const mayAct = useMayAct();
  const [typing, setTyping] = useState(false);
  const [status, setStatus] = useState<TerminalStatus>({ kind: 'opening' });
  const [generation, setGeneration] = useState(0);
  return (
    <section
      className={classes.panel}
      data-typing={typing || undefined}
      aria-label={`Terminal of ${session.name}`}
    >
      <header className={classes.head}>
        <span className={classes.words}>{typing ? 'You are typing into the agent' : wordsOf(status)}</span>
        <Scrollback session={session.name} />
        {mayAct ? (
          <Switch
            size="sm"
            label="Type"
            checked={typing}
            disabled={status.kind !== 'open'}
            onChange={(event) => setTyping(event.currentTarget.checked)}
          />
        ) : null}
      </header>
      <Suspense fallback={<Skeleton height={420} radius={0} />}>
        <TerminalView
          key={generation}
          session={session.name}
          typing={typing && status.kind === 'open'}
          onStatus={setStatus}
        />
      </Suspense>
      {status.kind === 'closed' ? (
        <div className={classes.closed} role="status">
          <span>{status.reason}</span>
          <Button
            variant="default"
            onClick={() => {
              setStatus({ kind: 'opening' });
              setGeneration((count) => count + 1);
            }}
          >
            Open again
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function wordsOf(status: TerminalStatus): string {
  if (status.kind === 'open') return `Terminal, read only · ${status.cols} × ${status.rows}`;
  return status.kind === 'opening' ? 'Opening the terminal' : 'The terminal is closed';
}
