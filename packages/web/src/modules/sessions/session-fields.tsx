import {
  Group,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useAgentChoices } from '../../lib/agent-choices.ts';
import { isHeadless, type SessionForm } from './session-wish.ts';
import { tierWords } from './tier-words.ts';

type Form = UseFormReturnType<SessionForm>;

export function SessionFields({ form }: { form: Form }) {
  const isAgent = form.values.provider !== null;
  const agents = useAgentChoices({ launchable: true });
  return (
    <>
      <TextInput
        label="Name"
        placeholder="worker1"
        data-autofocus
        spellCheck={false}
        {...form.getInputProps('name')}
      />
      <Select
        label="Agent"
        clearable
        allowDeselect={false}
        clearButtonProps={{ 'aria-label': 'No agent: a plain shell' }}
        placeholder="None: a plain shell"
        data={agents}
        {...form.getInputProps('provider')}
      />
      {isAgent ? <Mode form={form} /> : null}
      {isHeadless(form.values) ? <Headless form={form} /> : <InTerminal form={form} isAgent={isAgent} />}
      <Labels form={form} />
    </>
  );
}

function Mode({ form }: { form: Form }) {
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="How it runs"
      data={[
        { value: 'terminal', label: 'In a terminal' },
        { value: 'headless', label: 'Headless' },
      ]}
      {...form.getInputProps('mode')}
    />
  );
}

/** An agent without a terminal: it takes prompts from the queue alone. */
function Headless({ form }: { form: Form }) {
  return (
    <>
      <TextInput
        label="Working directory"
        description="Absolute, on the agent's machine."
        placeholder="/srv/project"
        spellCheck={false}
        {...form.getInputProps('workingDir')}
      />
      <NumberInput
        label="Ends when idle"
        description="After so many minutes without work. Empty: never."
        min={1}
        max={10_080}
        hideControls
        {...form.getInputProps('endWhenIdle')}
      />
      <Textarea
        label="Environment"
        description="One NAME=value a line: keys and addresses that it needs beside its own sign-in. Kept on its machine, for its account alone."
        placeholder="GEMINI_API_KEY=…"
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        {...form.getInputProps('environment')}
      />
    </>
  );
}

function InTerminal({ form, isAgent }: { form: Form; isAgent: boolean }) {
  const { place, name } = form.values;
  const hasWorktree = isAgent && place === 'worktree';
  return (
    <>
      {isAgent ? (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label="Where it works"
          data={[
            { value: 'directory', label: 'In a directory' },
            { value: 'worktree', label: 'In a work tree of its own' },
          ]}
          {...form.getInputProps('place')}
        />
      ) : null}
      {hasWorktree ? <Worktree form={form} branch={`agent/${name || 'name'}`} /> : <WorkingDir form={form} />}
      {isAgent ? (
        <Textarea
          label="First prompt"
          description="Tells it its role, before anything else. Empty: none."
          autosize
          minRows={2}
          maxRows={8}
          {...form.getInputProps('rolePrompt')}
        />
      ) : null}
      <TextInput
        label="Command"
        description="Empty: how this agent is usually started."
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        {...form.getInputProps('command')}
      />
    </>
  );
}

/** What the session is for, and how much of the permission policy it gets. */
function Labels({ form }: { form: Form }) {
  return (
    <Group grow align="flex-start">
      <TextInput
        label="Role"
        description="What it does among the others."
        placeholder="qa"
        maxLength={50}
        {...form.getInputProps('role')}
      />
      <NativeSelect
        label="Tier"
        description="What it may do without a person."
        data={tierWords}
        {...form.getInputProps('tier')}
      />
    </Group>
  );
}

function WorkingDir({ form }: { form: Form }) {
  return (
    <TextInput
      label="Working directory"
      description="Absolute. Empty: the home directory of the server's user."
      placeholder="/srv/project"
      spellCheck={false}
      {...form.getInputProps('workingDir')}
    />
  );
}

function Worktree({ form, branch }: { form: Form; branch: string }) {
  return (
    <>
      <TextInput
        label="Repository"
        description={`A git repository on the agent's machine. The agent works on branch ${branch}.`}
        placeholder="/srv/project"
        spellCheck={false}
        {...form.getInputProps('repository')}
      />
      <TextInput
        label="Branch off from"
        description="A branch, tag or commit. Empty: what the repository has checked out."
        placeholder="main"
        spellCheck={false}
        {...form.getInputProps('base')}
      />
    </>
  );
}
