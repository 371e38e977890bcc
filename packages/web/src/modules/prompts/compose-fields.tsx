import type { TerminalLine } from '@architect/contracts/terminal-line';
import { NumberInput, SegmentedControl, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { useAgentChoices } from '../../lib/agent-choices.ts';
import { byteWords } from '../../lib/byte-words.ts';
import { sessionLooks } from '../../lib/looks.ts';
import { useSessions } from '../../lib/sessions.ts';
import classes from './compose-drawer.module.css';
import { ComposeLine } from './compose-line.tsx';
import { byteLength, type Draft, lineOfDraft } from './draft.ts';
import { suggestLine } from './line-suggestions.ts';

interface Part {
  draft: Draft;
  onChange(change: Partial<Draft>): void;
}

/** A text that begins like a line of the session terminal says itself who gets it: the other fields then go. */
export function ComposeFields({ draft, onChange }: Part) {
  const meaning = lineOfDraft(draft);
  return (
    <div className={classes.fields}>
      <Content draft={draft} onChange={onChange} meaning={meaning} />
      {meaning ? null : (
        <>
          <Target draft={draft} onChange={onChange} />
          {draft.aim === 'session' ? null : <Mode draft={draft} onChange={onChange} />}
          <WhenFields draft={draft} onChange={onChange} />
        </>
      )}
    </div>
  );
}

function Content({ draft, onChange, meaning }: Part & { meaning: TerminalLine | null }) {
  const names = (useSessions().data ?? []).filter((one) => one.provider !== 'shell').map((one) => one.name);
  const suggestions = draft.isPlain ? [] : suggestLine(draft.content, names);
  const box = useRef<HTMLTextAreaElement>(null);
  /** What was clicked may go away, and the keyboard must not go with it. */
  const take = (change: Partial<Draft>) => {
    onChange(change);
    box.current?.focus();
  };
  const finishWord = (event: KeyboardEvent) => {
    const [first] = draft.isPlain ? [] : suggestLine(draft.content, names, true);
    if (event.key !== 'Tab' || event.shiftKey || !first) return;
    event.preventDefault();
    take({ content: first.line });
  };
  return (
    <div>
      <div className={classes.label}>
        <label htmlFor="compose-content">Prompt</label>
        <span className={classes.bytes}>{byteWords(byteLength(draft.content))}</span>
      </div>
      <Textarea
        id="compose-content"
        ref={box}
        data-autofocus
        className={classes.text}
        autosize
        minRows={8}
        maxRows={22}
        placeholder="What should the agent do? Or os:codex: a prompt, msto: a question"
        value={draft.content}
        onChange={(event) => onChange({ content: event.currentTarget.value })}
        onKeyDown={finishWord}
      />
      <ComposeLine
        suggestions={suggestions}
        meaning={meaning}
        onPick={(line) => take({ content: line })}
        onPlain={() => take({ isPlain: true })}
      />
    </div>
  );
}

function WhenFields({ draft, onChange }: Part) {
  return (
    <>
      <div className={classes.row}>
        <NumberInput
          label="Priority"
          description="0 to 10, higher goes first"
          min={0}
          max={10}
          allowDecimal={false}
          clampBehavior="strict"
          hideControls
          value={draft.priority}
          onChange={(value) => onChange({ priority: Number(value) || 0 })}
        />
        <NumberInput
          label="Time-out"
          description="Minutes of the agent's own time"
          min={1}
          max={10_080}
          allowDecimal={false}
          hideControls
          value={draft.timeoutMinutes}
          onChange={(value) => onChange({ timeoutMinutes: Number(value) || 30 })}
        />
      </div>
      <TagsInput
        label="After these prompts"
        description="Ids; it waits until all of them are completed"
        placeholder={draft.dependsOn.length === 0 ? 'none' : ''}
        value={draft.dependsOn.map(String)}
        onChange={(ids) =>
          onChange({ dependsOn: ids.map((id) => Number(id.replace('#', ''))).filter((id) => id > 0) })
        }
      />
    </>
  );
}

/** Whether the agent has a terminal that people can look at and type into. */
function Mode({ draft, onChange }: Part) {
  return (
    <div>
      <div className={classes.label}>How it runs</div>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="How it runs"
        value={draft.mode}
        onChange={(mode) => onChange({ mode })}
        data={[
          { value: 'any', label: 'Either way' },
          { value: 'terminal', label: 'In a terminal' },
          { value: 'headless', label: 'Headless' },
        ]}
      />
      {draft.mode === 'headless' ? (
        <TextInput
          mt={8}
          label="Start one in"
          description="Directory on the agent's machine. Empty: it waits for a headless agent that runs already."
          placeholder="/srv/project"
          spellCheck={false}
          value={draft.directory}
          onChange={(event) => onChange({ directory: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}

function Target({ draft, onChange }: Part) {
  const sessions = useSessions().data ?? [];
  const agents = useAgentChoices({ chosen: draft.provider });
  return (
    <div>
      <div className={classes.label}>Who gets it</div>
      <SegmentedControl
        fullWidth
        size="xs"
        mb={8}
        aria-label="Who gets it"
        value={draft.aim}
        onChange={(aim) => onChange({ aim })}
        data={[
          { value: 'any', label: 'Any agent' },
          { value: 'provider', label: 'A kind of agent' },
          { value: 'session', label: 'One session' },
        ]}
      />
      {draft.aim === 'session' ? (
        <Select
          searchable
          aria-label="Session"
          placeholder="Choose a session; the prompt goes there or waits"
          nothingFoundMessage="No such session"
          value={draft.session}
          onChange={(session) => onChange({ session })}
          data={sessions
            .filter((one) => one.provider !== 'shell' || one.name === draft.session)
            .map((one) => ({
              value: one.name,
              label: `${one.name} · ${sessionLooks[one.state].label.toLowerCase()}`,
            }))}
        />
      ) : null}
      {draft.aim === 'provider' ? (
        <Select
          aria-label="Kind of agent"
          placeholder="Choose an agent program"
          value={draft.provider}
          onChange={(provider) => onChange({ provider })}
          data={agents}
        />
      ) : null}
    </div>
  );
}
