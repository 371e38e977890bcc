import { providers } from '@architect/contracts/providers';
import { SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { providerLooks } from '../../lib/looks.ts';
import type { SessionForm } from './session-wish.ts';

type Form = UseFormReturnType<SessionForm>;

export function SessionFields({ form }: { form: Form }) {
  const { provider, place, name } = form.values;
  const isAgent = provider !== null;
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
        clearButtonProps={{ 'aria-label': 'No agent: a plain shell' }}
        placeholder="None: a plain shell"
        data={providers.map((value) => ({ value, label: providerLooks[value].label }))}
        {...form.getInputProps('provider')}
      />
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
      {isAgent && place === 'worktree' ? <Worktree form={form} branch={`agent/${name || 'name'}`} /> : null}
      {isAgent && place === 'worktree' ? null : <WorkingDir form={form} />}
      {isAgent ? (
        <Textarea
          label="Role"
          description="Empty: none. Sent to it first, as a prompt."
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
        ff="monospace"
        {...form.getInputProps('command')}
      />
    </>
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
