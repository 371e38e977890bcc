import { Button, Drawer } from '@mantine/core';
import { getHotkeyHandler, useLocalStorage } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { type ComposeWish, closeCompose } from '../../lib/compose.ts';
import { usePromptActions, useSendPrompt, useTerminalLine } from '../../lib/prompts.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Keys } from '../../ui/keys.tsx';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './compose-drawer.module.css';
import { ComposeFields } from './compose-fields.tsx';
import lineClasses from './compose-line.module.css';
import { bodyOfDraft, type Draft, draftFault, emptyDraft, lineOfDraft, readDraft } from './draft.ts';

/** Writes a prompt. The draft is kept in this browser until it is sent; a double click cannot send it twice. */
export function ComposeDrawer({ wish }: { wish: ComposeWish | null }) {
  const [draft, setDraft] = useDraft(wish);
  const { send, busy } = useSend();
  const sent = useSentToast();
  const act = useAct();
  const [answer, setAnswer] = useState<readonly string[]>([]);
  const fault = draftFault(draft);
  const submit = async () => {
    if (fault || busy) return;
    const outcome = await act(() => send(draft), null);
    if (!outcome) return;
    if (outcome.kind === 'answer') return setAnswer(outcome.lines);
    setDraft({ ...draft, content: '', dependsOn: [], isPlain: false, key: crypto.randomUUID() });
    closeCompose();
    sent(outcome.promptId, outcome.adjusted);
  };
  const change = (part: Partial<Draft>) => {
    if (part.content !== undefined) setAnswer([]);
    setDraft((known) => ({ ...known, ...part }));
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
        <ComposeFields draft={draft} onChange={change} />
        <div role="status">
          {answer.length > 0 ? <pre className={lineClasses.answer}>{answer.join('\n')}</pre> : null}
        </div>
        <div className={classes.foot}>
          <span className={classes.note}>
            {draft.content.trim() ? fault : 'The draft is kept in this browser.'}
          </span>
          <Button
            type="submit"
            size="sm"
            disabled={fault !== null}
            loading={busy}
            rightSection={<Keys keys="Ctrl ↵" silent />}
          >
            {lineOfDraft(draft)?.kind === 'question' ? 'Ask' : 'Send'}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}

function useDraft(wish: ComposeWish | null) {
  const [draft, setDraft] = useLocalStorage<Draft>({
    key: 'architect-draft',
    defaultValue: emptyDraft(''),
    getInitialValueInEffect: false,
    deserialize: (text) => readDraft(text, crypto.randomUUID()),
  });
  useEffect(() => {
    if (!wish) return;
    setDraft((known) => ({
      ...known,
      key: known.key || crypto.randomUUID(),
      ...(wish.targetSession ? { aim: 'session' as const, session: wish.targetSession } : {}),
      ...(wish.content ? { content: wish.content } : {}),
    }));
  }, [wish, setDraft]);
  return [draft, setDraft] as const;
}

type Outcome =
  | { kind: 'queued'; promptId: number; adjusted: readonly string[] }
  | { kind: 'answer'; lines: readonly string[] };

/** Sends a draft: as a line of the session terminal when it begins like one. */
function useSend() {
  const prompt = useSendPrompt();
  const line = useTerminalLine();
  const send = async (draft: Draft): Promise<Outcome> => {
    if (!lineOfDraft(draft)) {
      const reply = await prompt.mutateAsync(bodyOfDraft(draft));
      return { kind: 'queued', promptId: reply.prompt_id, adjusted: reply.adjusted };
    }
    const outcome = await line.mutateAsync({ line: draft.content, idempotency_key: draft.key });
    if (outcome.kind === 'answer') return outcome;
    return { kind: 'queued', promptId: outcome.prompt.id, adjusted: outcome.adjusted };
  };
  return { send, busy: prompt.isPending || line.isPending };
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
