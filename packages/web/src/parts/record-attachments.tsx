import {
  type Attachment,
  attachmentEndpoints,
  attachmentTypes,
  maxAttachmentBytes,
} from '@architect/contracts/attachments';
import { urlOf } from '@architect/contracts/call-endpoint';
import type { RecordRef } from '@architect/contracts/records';
import { Button, FileButton } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useState } from 'react';
import { useMayAct } from '../lib/app-context.tsx';
import { byteWords } from '../lib/byte-words.ts';
import { plainText } from '../lib/plain-text.ts';
import { useAttaching, useAttachments } from '../lib/record-attachments.ts';
import { useAct } from '../lib/use-act.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Panel } from '../ui/panel.tsx';
import classes from './record-links.module.css';
import { RemovePart } from './remove-part.tsx';

const accepted = Object.keys(attachmentTypes)
  .map((ending) => `.${ending}`)
  .join(',');

interface Sending {
  name: string;
  percent: number;
}

/** Pictures, logs and other files of a record: downloaded, never shown. */
export function RecordAttachments({ record }: { record: RecordRef }) {
  const files = useAttachments(record);
  const mayAct = useMayAct();
  const { attach, detach } = useAttaching(record);
  const act = useAct();
  const [sending, setSending] = useState<Sending | null>(null);
  const add = async (chosen: File[]) => {
    for (const file of chosen) {
      const name = plainText(file.name);
      const tell = (share: number) => setSending({ name, percent: Math.round(share * 100) });
      tell(0);
      await act(() => attach(file, tell), `${name} is attached.`);
    }
    setSending(null);
  };
  return (
    <Panel
      title="Attachments"
      count={files.data?.length}
      actions={
        mayAct ? (
          <FileButton multiple accept={accepted} onChange={(chosen) => void add(chosen)}>
            {(button) => (
              <Button {...button} size="compact-xs" variant="default" loading={sending !== null}>
                Attach
              </Button>
            )}
          </FileButton>
        ) : null
      }
    >
      {sending ? (
        <p className={classes.row} role="status">
          {sending.name}
          <progress max={100} value={sending.percent} aria-label={`Sending ${sending.name}`} />
        </p>
      ) : null}
      <Loaded from={files} rows={1}>
        {(all) => (
          <ul className={classes.list}>
            {all.map((one) => (
              <li key={one.id} className={classes.row}>
                <Download file={one} />
                <RemovePart
                  label={`Delete the attachment ${plainText(one.name)}`}
                  onRemove={() => void act(() => detach(one.id), 'The attachment is deleted.')}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {files.data?.length === 0 ? (
        <small>
          {mayAct
            ? `Pictures, PDF, archives and texts, ${maxAttachmentBytes / 1_000_000} MB each.`
            : 'There are none.'}
        </small>
      ) : null}
    </Panel>
  );
}

function Download({ file: { id, name, size, created_by } }: { file: Attachment }) {
  const shown = plainText(name);
  return (
    <span className={classes.target}>
      <IconPaperclip size={15} aria-hidden />
      <a
        className={classes.words}
        href={urlOf(attachmentEndpoints.readAttachment, { params: { id } })}
        download={shown}
        title={`${shown}, by ${plainText(created_by)}`}
      >
        {shown}
      </a>
      <small>{byteWords(size)}</small>
    </span>
  );
}
