import type { SendPromptBody } from '@architect/contracts/prompts';
import { Button, Drawer } from '@mantine/core';
import { getHotkeyHandler, useLocalStorage } from '@mantine/hooks';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { type ComposeWish, closeCompose } from '../../lib/compose.ts';
import { usePromptActions, useSendPrompt } from '../../lib/prompts.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Keys } from '../../ui/keys.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './compose-drawer.module.css';
import { ComposeFields } from './compose-fields.tsx';
import { bodyOfDraft, type Draft, draftFault, emptyDraft, readDraft } from './draft.ts';

/** Writes a prompt. The draft is kept in this browser until it is sent; a double click cannot send it twice. */
export function ComposeDrawer({ wish }: { wish: ComposeWish | null }) {
  const [draft, setDraft] = useLocalStorage<Draft>({
    key: 'architect-draft',
    defaultValue: emptyDraft(''),
    getInitialValueInEffect: false,
    deserialize: (text) => readDraft(text, crypto.randomUUID()),
  });
  const send = useSendPrompt();
  const sent = useSentToast();
  const act = useAct();
  useEffect(() => {
    if (!wish) return;
    setDraft((known) => ({
      ...known,
      key: known.key || crypto.randomUUID(),
      ...(wish.targetSession ? { aim: 'session' as const, session: wish.targetSession } : {}),
      ...(wish.content ? { content: wish.content } : {}),
    }));
  }, [wish, setDraft]);
  const fault = draftFault(draft);
  const submit = async () => {
    if (fault || send.isPending) return;
    const body: SendPromptBody = bodyOfDraft(draft);
    const reply = await act(() => send.mutateAsync(body), null);
    if (!reply) return;
    setDraft({ ...draft, content: '', dependsOn: [], key: crypto.randomUUID() });
    closeCompose();
    sent(reply.prompt_id, reply.adjusted);
  };
  return (
    <Drawer opened={wish !== null} onClose={closeCompose} title="Compose a prompt" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={getHotkeyHandler([['mod+Enter', () => void submit()]])}
      >
        <ComposeFields draft={draft} onChange={(change) => setDraft((known) => ({ ...known, ...change }))} />
        <div className={classes.foot}>
          <span className={classes.note}>
            {draft.content.trim() ? fault : 'The draft is kept in this browser.'}
          </span>
          <Button
            type="submit"
            size="sm"
            disabled={fault !== null}
            loading={send.isPending}
            rightSection={<Keys keys="Ctrl ↵" />}
          >
            Send
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

function useSentToast() {
  const navigate = useNavigate();
  const act = useAct();
  const { cancel } = usePromptActions();
  return (id: number, adjusted: readonly string[]) => {
    void navigate(`/prompts/${id}`);
    const note = adjusted.length > 0 ? ` Adjusted: ${adjusted.join(', ')}.` : '';
    showUndo(
      `Prompt #${id} is in the queue.${note}`,
      () => void act(() => cancel.mutateAsync(id), `Prompt #${id} is cancelled.`),
    );
  };
}
