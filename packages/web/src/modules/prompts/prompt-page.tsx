import type { PromptDetail } from '@architect/contracts/prompts';
import { lazy, Suspense } from 'react';
import { useParams } from 'react-router';
import { byteWords } from '../../lib/byte-words.ts';
import { promptLooks } from '../../lib/looks.ts';
import { usePrompt } from '../../lib/prompts.ts';
import { PendingDecisions } from '../../parts/pending-decisions.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { LookChip } from '../../ui/look-chip.tsx';
import { Nothing } from '../../ui/nothing.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { endWords } from './end-words.ts';
import { PromptActions } from './prompt-actions.tsx';
import { PromptFacts } from './prompt-facts.tsx';
import classes from './prompt-page.module.css';
import { PromptTimeline } from './prompt-timeline.tsx';

const Markdown = lazy(async () => ({ default: (await import('../../ui/markdown.tsx')).Markdown }));

export function PromptPage() {
  const { id = '' } = useParams();
  const prompt = usePrompt(Number(id));
  return (
    <Page
      title={prompt.data ? <Title prompt={prompt.data} /> : `Prompt #${id}`}
      actions={prompt.data ? <PromptActions prompt={prompt.data} /> : null}
    >
      <Loaded from={prompt} rows={8}>
        {(one) => (
          <>
            <Callout prompt={one} />
            <PendingDecisions concerns={(wish) => wish.prompt_id === one.id} />
            <div className={classes.columns}>
              <div className={classes.column}>
                <Panel
                  title="Prompt"
                  actions={
                    <>
                      <span className={classes.size}>
                        {byteWords(new TextEncoder().encode(one.content).length)}
                      </span>
                      <CopyText text={one.content} label="Copy the prompt" />
                    </>
                  }
                >
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard. */}
                  <pre className={classes.content} tabIndex={0}>
                    {one.content}
                  </pre>
                </Panel>
                <Answer prompt={one} />
              </div>
              <div className={classes.column}>
                <Panel title="What happened">
                  <PromptTimeline prompt={one} />
                </Panel>
                <PromptFacts prompt={one} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Title({ prompt }: { prompt: PromptDetail }) {
  return (
    <span className={classes.title}>
      Prompt #{prompt.id} <LookChip look={promptLooks[prompt.status]} />
    </span>
  );
}

/** The one thing to know first: why it waits, or why it failed and what that means. */
function Callout({ prompt }: { prompt: PromptDetail }) {
  if (prompt.status === 'failed')
    return (
      <div className={classes.callout} data-tone="bad">
        <b>{prompt.error ?? 'It failed.'}</b>
        {prompt.error_code ? <span>{endWords[prompt.error_code]}</span> : null}
      </div>
    );
  if (!prompt.waiting_reason) return null;
  return (
    <div className={classes.callout} data-tone="wait">
      <b>Waits:</b> <span>{prompt.waiting_reason}</span>
    </div>
  );
}

function Answer({ prompt }: { prompt: PromptDetail }) {
  if (prompt.response === null && prompt.status !== 'completed') return null;
  return (
    <Panel
      title="Answer"
      actions={prompt.response === null ? null : <CopyText text={prompt.response} label="Copy the answer" />}
    >
      {prompt.response === null ? (
        <Nothing title="There is no answer.">
          The agent ended its turn without a message that could be read.
        </Nothing>
      ) : (
        <Suspense fallback={<pre className={classes.content}>{prompt.response}</pre>}>
          <Markdown text={prompt.response} />
        </Suspense>
      )}
    </Panel>
  );
}
