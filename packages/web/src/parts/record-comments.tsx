import type { Comment } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { Button, Textarea } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { useState } from 'react';
import { useLogin, useMayAct } from '../lib/app-context.tsx';
import { useComments, usePartWrites } from '../lib/record-parts.ts';
import { useAct } from '../lib/use-act.tsx';
import { Ago } from '../ui/ago.tsx';
import { Keys } from '../ui/keys.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Panel } from '../ui/panel.tsx';
import classes from './record-comments.module.css';
import { RenderedText } from './record-texts.tsx';

/** What people and agents said about a record, oldest first. */
export function RecordComments({ record }: { record: RecordRef }) {
  const comments = useComments(record);
  const mayAct = useMayAct();
  return (
    <Panel title="Comments" count={comments.data?.length}>
      <Loaded from={comments} rows={2}>
        {(all) =>
          all.length === 0 && !mayAct ? (
            <p className={classes.none}>Nobody has said anything yet.</p>
          ) : (
            <ol className={classes.list}>
              {all.map((one) => (
                <Said key={one.id} record={record} comment={one} />
              ))}
            </ol>
          )
        }
      </Loaded>
      {mayAct ? <NewComment record={record} /> : null}
    </Panel>
  );
}

function Said({ record, comment }: { record: RecordRef; comment: Comment }) {
  const { username, role } = useLogin();
  const [isEditing, setEditing] = useState(false);
  const { editComment, deleteComment } = usePartWrites(record);
  const act = useAct();
  const isOwn = comment.author === username;
  return (
    <li className={classes.comment}>
      <div className={classes.head}>
        <b>{comment.author}</b>
        <span className={classes.when}>
          <Ago at={comment.created_at} />
          {comment.edited_at ? ', edited' : null}
        </span>
        <span className={classes.acts}>
          {isOwn && role !== 'viewer' ? (
            <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setEditing(!isEditing)}>
              Edit
            </Button>
          ) : null}
          {(isOwn && role !== 'viewer') || role === 'admin' ? (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              onClick={() => void act(() => deleteComment(comment.id), 'The comment is deleted.')}
            >
              Delete
            </Button>
          ) : null}
        </span>
      </div>
      {isEditing ? (
        <Writing
          label="Edit the comment"
          start={comment.body}
          action="Save"
          onSend={async (body) => {
            const done = await act(() => editComment(comment.id, body), null);
            if (done) setEditing(false);
            return done !== undefined;
          }}
        />
      ) : (
        <RenderedText text={comment.body} />
      )}
    </li>
  );
}

function NewComment({ record }: { record: RecordRef }) {
  const { comment } = usePartWrites(record);
  const act = useAct();
  return (
    <Writing
      label="Write a comment"
      start=""
      action="Comment"
      onSend={async (body) => (await act(() => comment(body), null)) !== undefined}
    />
  );
}

function Writing(props: {
  label: string;
  start: string;
  action: string;
  /** @returns whether it was saved */
  onSend(text: string): Promise<boolean>;
}) {
  const [text, setText] = useState(props.start);
  const [isSending, setSending] = useState(false);
  const send = async () => {
    if (text.trim() === '' || isSending) return;
    setSending(true);
    if (await props.onSend(text)) setText('');
    setSending(false);
  };
  return (
    <div className={classes.writing}>
      <Textarea
        aria-label={props.label}
        data-new-comment={props.start === '' || undefined}
        placeholder="Markdown"
        autosize
        minRows={2}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => void send()]])}
      />
      <Button
        variant="default"
        disabled={text.trim() === ''}
        loading={isSending}
        onClick={() => void send()}
        rightSection={<Keys keys="Ctrl ↵" silent />}
      >
        {props.action}
      </Button>
    </div>
  );
}
