import type { Interaction } from '@architect/contracts/interactions';
import { Button, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconCheck, IconShieldPlus, IconTerminal2, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMayAct } from '../lib/app-context.tsx';
import { type Decision, useDecide } from '../lib/interactions.ts';
import { canBeRuled, openRule } from '../lib/rule-wish.ts';
import { useAct } from '../lib/use-act.tsx';
import { Ago } from '../ui/ago.tsx';
import { Keys } from '../ui/keys.tsx';
import { Mark } from '../ui/mark.tsx';
import { Deadline } from './deadline.tsx';
import classes from './interaction-card.module.css';
import { ProviderMark } from './provider-mark.tsx';
import { PromptLink, SessionLink } from './session-link.tsx';

export const kindWords: Record<Interaction['kind'], string> = {
  bash: 'wants to run a command',
  edit: 'wants to edit a file',
  write: 'wants to write a file',
  read: 'wants to read a file',
  web: 'wants to open the web',
  mcp: 'wants to use a tool',
  plan: 'has a plan to confirm',
  question: 'has a question',
  trust: 'asks whether to trust a directory',
  other: 'waits for a decision',
};

/** Gives a decision and says how it went. Rows that widen what the agent may do are asked about once more. */
export function useDecision() {
  const decide = useDecide();
  const act = useAct();
  const give = (interaction: Interaction, decision: Decision) => {
    if (decide.isPending) return;
    void act(() => decide.mutateAsync({ id: interaction.id, decision }), doneWords(interaction, decision));
  };
  return {
    busy: decide.isPending,
    give,
    pick(interaction: Interaction, key: string) {
      const option = interaction.options.find((one) => one.key === key);
      if (option?.meaning !== 'approve_always') return give(interaction, { action: 'answer', answer: key });
      modals.openConfirmModal({
        title: 'Allow this from now on?',
        children: `“${option.text}” allows more than this one time.`,
        labels: { confirm: 'Allow from now on', cancel: 'Go back' },
        onConfirm: () => give(interaction, { action: 'answer', answer: key }),
      });
    },
  };
}

function doneWords({ session }: Interaction, { action }: Decision): string {
  const words = { approve: 'Approved once', deny: 'Denied', answer: 'Answered', dismiss: 'Set aside' };
  return `${words[action]} in ${session}.`;
}

/** One decision an agent waits for, with everything needed to give it. */
export function InteractionCard(props: {
  interaction: Interaction;
  selected?: boolean;
  /** Leaves out the screen. */
  compact?: boolean;
  withTerminalLink?: boolean;
  onSelect?: () => void;
}) {
  const { interaction, compact = false, selected = false } = props;
  return (
    <article
      className={classes.card}
      data-selected={selected || undefined}
      data-late={interaction.escalated_at !== null || undefined}
      aria-label={`${interaction.session} ${kindWords[interaction.kind]}`}
      onFocus={props.onSelect}
      onPointerDown={props.onSelect}
    >
      <header className={classes.head}>
        <Mark shape="diamond" tone="need" />
        <ProviderMark provider={interaction.provider} />
        <SessionLink name={interaction.session} />
        <span>{kindWords[interaction.kind]}</span>
        <span className={classes.when}>
          {interaction.prompt_id === null ? null : <PromptLink id={interaction.prompt_id} />}
          <Ago at={interaction.created_at} />
          <Deadline interaction={interaction} />
        </span>
      </header>
      {interaction.subject ? <pre className={classes.subject}>{interaction.subject}</pre> : null}
      {interaction.question && interaction.question !== interaction.subject ? (
        <p className={classes.question}>{interaction.question}</p>
      ) : null}
      {interaction.note ? <p className={classes.note}>{interaction.note}</p> : null}
      <Answers
        interaction={interaction}
        withKeys={selected}
        withTerminalLink={props.withTerminalLink ?? true}
      />
      {compact || !interaction.screen ? null : (
        <details className={classes.screen} open={isJudgedByScreen(interaction)}>
          <summary>The screen when it asked</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
          <pre tabIndex={0} ref={showEnd}>
            {interaction.screen.trimEnd()}
          </pre>
        </details>
      )}
    </article>
  );
}

/** The dialog stands at the end of the screen. */
function showEnd(screen: HTMLElement | null): void {
  screen?.scrollTo({ top: screen.scrollHeight });
}

/** A plan, a change of a file and what was not understood: what matters stands on the screen alone. */
function isJudgedByScreen({ kind, complete }: Interaction): boolean {
  return !complete || kind === 'plan' || kind === 'edit' || kind === 'write';
}

/** Keys are shown on the card they act on, and only there. */
function Answers(props: { interaction: Interaction; withKeys: boolean; withTerminalLink: boolean }) {
  const { interaction } = props;
  const keys = (key: string) => (props.withKeys ? <Keys keys={key} silent /> : null);
  const mayAct = useMayAct();
  const { busy, give, pick } = useDecision();
  const has = (meaning: string) => interaction.options.some((option) => option.meaning === meaning);
  const others = interaction.options
    .map((option, index) => ({ option, digit: index + 1 }))
    .filter(({ option }) => option.meaning === 'approve_always' || option.meaning === 'other');
  if (!mayAct) return <p className={classes.note}>Your role may look, not decide.</p>;
  return (
    <div className={classes.answers}>
      {has('approve_once') ? (
        <Button
          leftSection={<IconCheck size={15} aria-hidden="true" />}
          rightSection={keys('a')}
          disabled={busy}
          onClick={() => give(interaction, { action: 'approve' })}
        >
          Approve once
        </Button>
      ) : null}
      {has('deny') ? (
        <Button
          variant="default"
          leftSection={<IconX size={15} aria-hidden="true" />}
          rightSection={keys('d')}
          disabled={busy}
          onClick={() => give(interaction, { action: 'deny' })}
        >
          Deny
        </Button>
      ) : null}
      {others.map(({ option, digit }) => (
        <Button
          key={option.key}
          variant="default"
          classNames={{ root: classes.other, label: classes.otherLabel }}
          data-wider={option.meaning === 'approve_always' || undefined}
          rightSection={keys(String(digit))}
          disabled={busy}
          onClick={() => pick(interaction, option.key)}
        >
          {option.text}
        </Button>
      ))}
      {interaction.complete ? null : (
        <p className={classes.note}>
          Not everything on this screen was understood: look at the screen before you decide.
        </p>
      )}
      {interaction.kind === 'question' ? (
        <FreeAnswer busy={busy} onAnswer={(answer) => give(interaction, { action: 'answer', answer })} />
      ) : null}
      {canBeRuled(interaction.kind) ? (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconShieldPlus size={15} aria-hidden="true" />}
          onClick={() => openRule({ kind: 'interaction', interaction })}
        >
          Make a rule of this
        </Button>
      ) : null}
      {props.withTerminalLink ? (
        <Button
          component={Link}
          to={`/sessions/${encodeURIComponent(interaction.session)}`}
          variant="subtle"
          color="gray"
          leftSection={<IconTerminal2 size={15} aria-hidden="true" />}
        >
          Terminal
        </Button>
      ) : null}
    </div>
  );
}

function FreeAnswer({ busy, onAnswer }: { busy: boolean; onAnswer(text: string): void }) {
  const [text, setText] = useState('');
  return (
    <form
      className={classes.free}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onAnswer(text);
      }}
    >
      <TextInput
        size="xs"
        placeholder="Or answer in your words"
        aria-label="Answer in your words"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={busy || !text.trim()}>
        Answer
      </Button>
    </form>
  );
}
