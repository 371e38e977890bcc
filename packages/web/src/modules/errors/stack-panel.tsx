import type { ErrorEvent, Thrown } from '@architect/contracts/error-groups';
import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { plainText } from '../../lib/plain-text.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Panel } from '../../ui/panel.tsx';
import { foldFrames } from './fold-frames.ts';
import { FrameRow } from './frame-row.tsx';
import { rawStack } from './raw-stack.ts';
import classes from './stack-panel.module.css';

/** What was thrown and where: frames of the application open, those of libraries folded. */
export function StackPanel({ event }: { event: ErrorEvent }) {
  const [form, setForm] = useState('frames');
  const raw = rawStack(event);
  const hasFrames = event.thrown.some(({ frames }) => frames.length > 0);
  return (
    <Panel
      title="Stack"
      flush
      actions={
        raw === null ? null : (
          <>
            {hasFrames ? (
              <SegmentedControl
                size="xs"
                aria-label="Form of the stack"
                value={form}
                onChange={setForm}
                data={[
                  { value: 'frames', label: 'Frames' },
                  { value: 'raw', label: 'Raw' },
                ]}
              />
            ) : null}
            <CopyText text={raw} label="Copy the stack" />
          </>
        )
      }
    >
      {raw === null ? (
        <Nothing title="No stack was sent.">
          Reporters that send the exception itself show here where it was thrown.
        </Nothing>
      ) : hasFrames && form === 'frames' ? (
        // The last one was thrown last: it is what people see, so it stands first.
        [...event.thrown].reverse().map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the chain of one report never changes.
          <ThrownPart key={index} thrown={one} isCause={index > 0} />
        ))
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
        <pre className={classes.raw} tabIndex={0}>
          {plainText(raw)}
        </pre>
      )}
    </Panel>
  );
}

function ThrownPart({ thrown, isCause }: { thrown: Thrown; isCause: boolean }) {
  return (
    <section className={classes.thrown} aria-label={plainText(thrown.type)}>
      <p className={classes.head}>
        {isCause ? <span className={classes.cause}>caused by</span> : null}
        <b>{plainText(thrown.type)}</b> <span>{plainText(thrown.value)}</span>
      </p>
      <ol className={classes.frames}>
        {foldFrames(thrown.frames).map((run, index) =>
          run.inApp ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: frames of one report never change.
            <FrameRow key={index} frame={run.frame} open />
          ) : (
            <LibraryFrames
              // biome-ignore lint/suspicious/noArrayIndexKey: frames of one report never change.
              key={index}
              frames={run.frames}
              startOpen={thrown.frames.every((one) => !one.in_app)}
            />
          ),
        )}
      </ol>
    </section>
  );
}

/** Where no frame is the application's own, folding all of them would hide everything. */
function LibraryFrames({ frames, startOpen }: { frames: Thrown['frames']; startOpen: boolean }) {
  const [open, setOpen] = useState(startOpen);
  // biome-ignore lint/suspicious/noArrayIndexKey: frames of one report never change.
  if (open) return frames.map((frame, index) => <FrameRow key={index} frame={frame} open={false} />);
  return (
    <li className={classes.folded}>
      <Button size="compact-xs" variant="subtle" color="gray" fw={400} onClick={() => setOpen(true)}>
        {frames.length === 1 ? '1 frame of a library' : `${frames.length} frames of libraries`}
      </Button>
    </li>
  );
}
