import { Button } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { type KindOfRecord, type PageRecord, textOf } from '../lib/record-kinds.ts';
import { CopyText } from '../ui/copy-text.tsx';
import { Panel } from '../ui/panel.tsx';
import classes from './record-texts.module.css';

const Markdown = lazy(async () => ({ default: (await import('../ui/markdown.tsx')).Markdown }));

/** The long texts of a record. The first one is always there, so that it can be written. */
export function RecordTexts(props: {
  kind: KindOfRecord;
  record: PageRecord;
  onEdit: (() => void) | undefined;
}) {
  const { kind, record, onEdit } = props;
  return kind.texts.map(({ field, label }, index) => {
    const text = textOf(record, field);
    if (text === '' && index > 0) return null;
    return (
      <Panel
        key={field}
        title={label}
        actions={text === '' ? null : <CopyText text={text} label={`Copy: ${label}`} />}
      >
        {text === '' ? (
          <p className={classes.none}>
            Nothing is written yet.{' '}
            {onEdit ? (
              <Button variant="subtle" size="compact-xs" onClick={onEdit}>
                Write it
              </Button>
            ) : null}
          </p>
        ) : (
          <RenderedText text={text} />
        )}
      </Panel>
    );
  });
}

/** Markdown, as plain text until it is rendered. */
export function RenderedText({ text }: { text: string }) {
  return (
    <Suspense fallback={<pre className={classes.plain}>{text}</pre>}>
      <Markdown text={text} />
    </Suspense>
  );
}
