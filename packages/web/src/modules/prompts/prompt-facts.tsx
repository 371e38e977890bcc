import type { PromptDetail } from '@architect/contracts/prompts';
import { recordRef } from '@architect/contracts/records';
import { usageWords } from '@architect/contracts/usage';
import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { recordPath, recordWords } from '../../lib/record-words.ts';
import { durationWords } from '../../lib/time-words.ts';
import { PromptLink, SessionLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Fact, FactList } from '../../ui/fact-list.tsx';
import { Panel } from '../../ui/panel.tsx';

export function PromptFacts({ prompt }: { prompt: PromptDetail }) {
  return (
    <Panel title="Facts">
      <FactList>
        <Fact label="Session">
          {prompt.assigned_session ? <SessionLink name={prompt.assigned_session} /> : 'none yet'}
        </Fact>
        <RecordFact prompt={prompt} />
        <Fact label="Target">{targetWords(prompt)}</Fact>
        {prompt.mode === null ? null : <Fact label="Mode">{prompt.mode}</Fact>}
        {prompt.completed_at === null ? null : <Fact label="Usage">{usageWords(prompt.usage)}</Fact>}
        {prompt.usage?.model ? <Fact label="Model">{prompt.usage.model}</Fact> : null}
        <Fact label="Priority">{prompt.priority}</Fact>
        <Fact label="Time-out">
          {prompt.timeout_minutes} min, {durationWords(prompt.elapsed_seconds * 1000)} used
        </Fact>
        <Fact label="Retries">
          {prompt.retry_count} of {prompt.max_retries}
        </Fact>
        {prompt.depends_on.length === 0 ? null : (
          <Fact label="After">
            {prompt.depends_on.map((id) => (
              <span key={id}>
                <PromptLink id={id} />{' '}
              </span>
            ))}
          </Fact>
        )}
        <Fact label="Sent">
          <Ago at={prompt.created_at} />
        </Fact>
        <Fact label="By">
          {prompt.created_by ?? 'unknown'} ({prompt.source})
        </Fact>
      </FactList>
    </Panel>
  );
}

/** The record that it carries. */
function RecordFact({ prompt }: { prompt: PromptDetail }) {
  const ref = recordRef.safeParse(prompt.metadata.record).data;
  if (!ref) return null;
  return (
    <Fact label="Works on">
      <Anchor component={Link} size="sm" to={recordPath(ref.kind, ref.id)}>
        {recordWords[ref.kind].one} {ref.id}
      </Anchor>
    </Fact>
  );
}

function targetWords(prompt: PromptDetail): string {
  if (prompt.target_session) return `only ${prompt.target_session}`;
  const wanted = [prompt.target_provider, ...prompt.providers, ...prompt.fallback].filter(Boolean);
  if (wanted.length === 0) return 'any agent';
  return wanted.join(', then ') + (prompt.allow_fallback ? ', then any' : '');
}
