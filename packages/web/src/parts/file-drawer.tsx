import type { ReadPlace } from '@architect/contracts/files';
import { Button, Drawer, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useMayAct } from '../lib/app-context.tsx';
import { byteWords } from '../lib/byte-words.ts';
import { type FilePlace, type OtherVersion, useFile, useWriteFile } from '../lib/files.ts';
import { plainText } from '../lib/plain-text.ts';
import { useAct } from '../lib/use-act.tsx';
import { Ago } from '../ui/ago.tsx';
import { CopyText } from '../ui/copy-text.tsx';
import { Loaded } from '../ui/loaded.tsx';
import classes from './file-drawer.module.css';

type ReadFile = Extract<ReadPlace, { type: 'file' }>;

/** A file of a project, to read and to edit. */
export function FileDrawer({ place, onClose }: { place: FilePlace; onClose(): void }) {
  const file = useFile(place);
  const [edited, setEdited] = useState<{ content: string; hash: string } | null>(null);
  return (
    <Drawer
      opened
      onClose={onClose}
      title={plainText(place.path)}
      size="xl"
      // A text in the making is not lost by a click beside it.
      closeOnClickOutside={edited === null}
      closeOnEscape={edited === null}
    >
      {edited ? (
        <FileEditor place={place} begun={edited} onDone={() => setEdited(null)} />
      ) : (
        <Loaded from={file} rows={12}>
          {(read) =>
            read.type === 'file' ? (
              <FileText
                file={read}
                onEdit={() => setEdited({ content: read.content ?? '', hash: read.hash })}
              />
            ) : (
              <p>This is a directory.</p>
            )
          }
        </Loaded>
      )}
    </Drawer>
  );
}

function FileText({ file, onEdit }: { file: ReadFile; onEdit(): void }) {
  const mayAct = useMayAct();
  const { content, size, modified_at } = file;
  return (
    <>
      <div className={classes.head}>
        <span className={classes.facts}>
          {byteWords(size)} · changed <Ago at={modified_at} />
        </span>
        {content === null ? null : <CopyText text={content} label="Copy the file" />}
        {content !== null && mayAct ? (
          <Button variant="default" onClick={onEdit}>
            Edit
          </Button>
        ) : null}
      </div>
      {content === null ? (
        <p>This file is not text: it cannot be shown or edited here.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard.
        <pre className={classes.text} tabIndex={0}>
          {content === '' ? '(empty)' : plainText(content)}
        </pre>
      )}
    </>
  );
}

interface EditorProps {
  place: FilePlace;
  begun: { content: string; hash: string };
  onDone(): void;
}

/** Saves with the hash that was read, so that nobody's change is lost; the other version is shown when there is one. */
function FileEditor({ place, begun, onDone }: EditorProps) {
  const [text, setText] = useState(begun.content);
  const [hash, setHash] = useState<string | null>(begun.hash);
  const [other, setOther] = useState<{ version: OtherVersion } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const write = useWriteFile(place);
  const act = useAct();
  async function save(onTop: string | null): Promise<void> {
    setBusy(true);
    const done = await act(() => write(text, onTop), null);
    setBusy(false);
    if (done?.is === 'written') {
      const { backup } = done.file;
      await act(async () => undefined, backup ? `Saved. The version before is kept in ${backup}.` : 'Saved.');
      onDone();
    }
    if (done?.is === 'changed') setOther({ version: done.current });
  }
  if (other)
    return (
      <TwoVersions
        theirs={other.version}
        yours={text}
        isBusy={isBusy}
        onTheirs={(content) => {
          setText(content);
          setHash(other.version?.hash ?? null);
          setOther(null);
        }}
        onYours={() => void save(other.version?.hash ?? null)}
        onBack={() => {
          setHash(other.version?.hash ?? null);
          setOther(null);
        }}
      />
    );
  return (
    <>
      <Textarea
        aria-label="Text of the file"
        data-autofocus
        autosize
        minRows={16}
        maxRows={36}
        spellCheck={false}
        classNames={{ input: classes.input }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save(hash);
        }}
      />
      <div className={classes.foot}>
        <Button variant="default" onClick={onDone}>
          {text === begun.content ? 'Back' : 'Discard'}
        </Button>
        <Button disabled={text === begun.content} loading={isBusy} onClick={() => void save(hash)}>
          Save
        </Button>
      </div>
    </>
  );
}

function TwoVersions(props: {
  theirs: OtherVersion;
  yours: string;
  isBusy: boolean;
  onTheirs(content: string): void;
  onYours(): void;
  onBack(): void;
}) {
  const { theirs, yours } = props;
  const content = theirs?.content ?? null;
  return (
    <>
      <p className={classes.warning} role="alert">
        {theirs
          ? 'The file changed on the disk while you wrote. Nothing is written yet.'
          : 'The file is not there any more. Nothing is written yet.'}
      </p>
      <div className={classes.sides}>
        <Side title="As it is on the disk" text={theirs ? (content ?? '(not text)') : '(gone)'} />
        <Side title="As you wrote it" text={yours} />
      </div>
      <div className={classes.foot}>
        <Button variant="default" onClick={props.onBack}>
          Back to my text
        </Button>
        {content === null ? null : (
          <Button variant="default" onClick={() => props.onTheirs(content)}>
            Go on with theirs
          </Button>
        )}
        <Button loading={props.isBusy} onClick={props.onYours}>
          Save mine over it
        </Button>
      </div>
    </>
  );
}

function Side({ title, text }: { title: string; text: string }) {
  return (
    <section className={classes.side} aria-label={title}>
      <h3 className={classes.caption}>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
      <pre className={classes.text} tabIndex={0}>
        {plainText(text) || '(empty)'}
      </pre>
    </section>
  );
}
