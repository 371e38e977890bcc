import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type KindOfRecord, type PageRecord, textOf } from '../lib/record-kinds.ts';
import { Panel } from '../ui/panel.tsx';
import classes from './record-conflict.module.css';
import { clashesOf, type RecordEdits } from './record-edits.ts';

/** Both versions of what two people changed, side by side; each text is chosen, or merged by hand. */
export function RecordConflict(props: {
  kind: KindOfRecord;
  current: PageRecord;
  edits: RecordEdits;
  onResolve(decided: Record<string, string>): void;
  onBack(): void;
}) {
  const { kind, current, edits } = props;
  const clashes = clashesOf(kind, edits, current);
  const [decided, setDecided] = useState<Record<string, string>>({});
  const isReady = clashes.every(({ field }) => decided[field] !== undefined);
  return (
    <Panel title="Two versions" tone="need">
      <p className={classes.words} role="alert">
        <b>{current.updated_by}</b> saved another text while you wrote. Choose for each, or merge them below.
      </p>
      {clashes.map(({ field, label }) => {
        const theirs = textOf(current, field);
        const yours = edits.texts[field] ?? '';
        const choose = (text: string) => setDecided((known) => ({ ...known, [field]: text }));
        return (
          <section key={field} className={classes.clash} aria-label={label}>
            <h3 className={classes.label}>{label}</h3>
            <div className={classes.sides}>
              <Side
                title={`As ${current.updated_by} saved it`}
                text={theirs}
                action="Keep theirs"
                onChoose={() => choose(theirs)}
              />
              <Side title="As you wrote it" text={yours} action="Keep mine" onChoose={() => choose(yours)} />
            </div>
            <Button variant="subtle" size="compact-xs" onClick={() => choose(`${theirs}\n\n${yours}`)}>
              Merge: both, one after the other
            </Button>
            {decided[field] === undefined ? null : (
              <Textarea
                label="What will be saved"
                autosize
                minRows={2}
                maxRows={20}
                value={decided[field]}
                onChange={(event) => choose(event.currentTarget.value)}
              />
            )}
          </section>
        );
      })}
      <div className={classes.foot}>
        <Button variant="default" onClick={props.onBack}>
          Back to my text
        </Button>
        <Button disabled={!isReady} onClick={() => props.onResolve(decided)}>
          Save this
        </Button>
      </div>
    </Panel>
  );
}

function Side(props: { title: string; text: string; action: string; onChoose(): void }) {
  return (
    <div className={classes.side}>
      <div className={classes.head}>
        {props.title}
        <Button variant="default" size="compact-xs" onClick={props.onChoose}>
          {props.action}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <pre className={classes.text} tabIndex={0}>
        {props.text || '(empty)'}
      </pre>
    </div>
  );
}
