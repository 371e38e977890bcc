import type { Suggestion } from '@architect/contracts/suggestions';
import { Anchor, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { plainText } from '../../lib/plain-text.ts';
import { recordKindWords } from '../../lib/record-words.ts';
import { PriorityMark } from '../../parts/record-marks.tsx';
import { RenderedText } from '../../parts/record-texts.tsx';
import { SessionLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Keys } from '../../ui/keys.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { type AnswerWish, openAnswer } from './suggestion-answer.tsx';
import classes from './suggestion-card.module.css';
import { goalWords, originWords, statusLooks } from './suggestion-words.ts';

interface CardProps {
  suggestion: Suggestion;
  selected: boolean;
  onSelect(): void;
}

/** What is proposed, by whom and why, and what a person can say to it. */
export function SuggestionCard({ suggestion: one, selected, onSelect }: CardProps) {
  return (
    <article
      className={classes.card}
      aria-label={plainText(one.title)}
      data-selected={selected || undefined}
      onFocus={onSelect}
      onPointerDown={onSelect}
    >
      <div className={classes.words}>
        <div className={classes.head}>
          <h3 className={classes.title}>{plainText(one.title)}</h3>
          <PriorityMark priority={one.priority} />
          {one.status === 'pending' ? null : <LookChip look={statusLooks[one.status]} />}
        </div>
        <p className={classes.dim}>
          <Origin suggestion={one} />
        </p>
        {one.description === '' ? null : (
          <div className={classes.text}>
            <RenderedText text={plainText(one.description)} />
          </div>
        )}
        <Answered suggestion={one} />
        <Links suggestion={one} />
      </div>
      <Actions suggestion={one} selected={selected} />
    </article>
  );
}

function Origin({ suggestion: one }: { suggestion: Suggestion }) {
  return (
    <>
      {originWords[one.origin]} · by {plainText(one.created_by)} <Ago at={one.created_at} />
      {one.source_session === null ? null : (
        <>
          {' '}
          · from <SessionLink name={one.source_session} />
        </>
      )}
      {one.status === 'pending' ? (
        <>
          {' '}
          · expires <Ago at={one.expires_at} />
        </>
      ) : null}
    </>
  );
}

/** Who decided, what was said, and what came of it. */
function Answered({ suggestion: one }: { suggestion: Suggestion }) {
  if (one.confirmed_by === null) return null;
  const result = typeof one.result === 'string' && one.result !== '' ? one.result : null;
  return (
    <>
      <p className={classes.dim}>
        {one.status === 'skipped' ? 'Skipped' : 'Agreed to'} by {plainText(one.confirmed_by)}{' '}
        <Ago at={one.confirmed_at} />
        {one.completed_at === null ? null : (
          <>
            , done <Ago at={one.completed_at} />
          </>
        )}
      </p>
      {one.reason ? <p className={classes.said}>{plainText(one.reason)}</p> : null}
      {result === null ? null : <p className={classes.said}>{plainText(result)}</p>}
    </>
  );
}

function Links({ suggestion: { about, record, prompt_id: prompt } }: { suggestion: Suggestion }) {
  const links: { to: string; words: string }[] = [];
  const add = (ref: { kind: string; id: number } | null, before: string) => {
    const words = ref && recordKindWords(ref.kind);
    if (ref && words)
      links.push({ to: `${words.path}/${ref.id}`, words: `${before} ${words.one} #${ref.id}` });
  };
  add(about, 'About');
  add(record, 'Became');
  if (prompt !== null) links.push({ to: `/prompts/${prompt}`, words: `Became prompt #${prompt}` });
  if (links.length === 0) return null;
  return (
    <p className={classes.links}>
      {links.map(({ to, words }) => (
        <Anchor key={words} component={Link} to={to} size="sm">
          {words}
        </Anchor>
      ))}
    </p>
  );
}

function Actions({ suggestion: one, selected }: { suggestion: Suggestion; selected: boolean }) {
  const mayAct = useMayAct();
  if (!mayAct) return null;
  const button = (act: AnswerWish['act'], words: ReactNode, key: string, isMain = false) => (
    <Button
      key={act}
      variant={isMain ? 'filled' : 'default'}
      rightSection={selected ? <Keys keys={key} silent /> : null}
      onClick={() => openAnswer({ act, suggestion: one })}
    >
      {words}
    </Button>
  );
  if (one.status === 'confirmed')
    return <div className={classes.acts}>{button('complete', 'Mark as done', 'd')}</div>;
  if (one.status !== 'pending') return null;
  return (
    <div className={classes.acts}>
      {button('skip', 'Skip', 's')}
      {button('confirm', goalWords[one.becomes].button, 'a', true)}
    </div>
  );
}
