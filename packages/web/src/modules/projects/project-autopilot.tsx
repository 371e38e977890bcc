import { type Autopilot, autopilotMode } from '@architect/contracts/autopilot';
import { Anchor, Button, NativeSelect, NumberInput, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from 'react-router';
import { useMayAct } from '../../lib/app-context.tsx';
import { useAutopilot, useAutopilotActions } from '../../lib/autopilot.ts';
import { plainText } from '../../lib/plain-text.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Fact, FactList } from '../../ui/fact-list.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';

const modeWords: Record<Autopilot['mode'], string> = {
  observe: 'Observe: it only proposes',
  fix_forward: 'Fix forward: agents do what you approved; nothing is deployed',
  auto_staging: 'Deploy to staging (there are no deployments yet)',
  auto_prod: 'Deploy to production (there are no deployments yet)',
};

/** What the autopilot of a project may do, and what it has used. */
export function ProjectAutopilot({ projectId }: { projectId: number }) {
  const autopilot = useAutopilot(projectId);
  const mayAct = useMayAct();
  return (
    <Panel
      title="Autopilot"
      actions={
        <Anchor component={Link} to="/autopilot" size="xs" px={6}>
          What it proposes and does
        </Anchor>
      }
    >
      <Loaded from={autopilot} rows={4}>
        {(known) =>
          mayAct ? <Settings key={known.updated_at} autopilot={known} /> : <Facts autopilot={known} />
        }
      </Loaded>
    </Panel>
  );
}

function Facts({ autopilot }: { autopilot: Autopilot }) {
  const { enabled, mode, goal } = autopilot;
  return (
    <FactList>
      <Fact label="Mode">{enabled ? modeWords[mode] : 'Off'}</Fact>
      {goal === '' ? null : <Fact label="Goal">{plainText(goal)}</Fact>}
      <Used autopilot={autopilot} />
    </FactList>
  );
}

function Used({ autopilot: { enabled, spent, budget, held_because: held } }: { autopilot: Autopilot }) {
  const cost = spent.cost_usd === null ? 'cost not known' : `$${spent.cost_usd.toFixed(2)}`;
  return (
    <>
      <Fact label="In 24 hours">
        {spent.prompts} of {budget.prompts_per_day} prompts, {cost}
      </Fact>
      {enabled && held ? <Fact label="Waits">{plainText(held)}</Fact> : null}
    </>
  );
}

function withTestCommand(
  { test_command: _before, ...others }: Autopilot['constraints'],
  command: string,
): Autopilot['constraints'] {
  return command === '' ? others : { ...others, test_command: command };
}

function Settings({ autopilot: one }: { autopilot: Autopilot }) {
  const { configure } = useAutopilotActions();
  const act = useAct();
  const form = useForm({
    initialValues: {
      ...{ mode: one.mode, enabled: one.enabled, paused: one.paused, goal: one.goal },
      testCommand: one.constraints.test_command ?? '',
      ...{ perDay: one.budget.prompts_per_day, atATime: one.budget.prompts_at_a_time },
    },
  });
  const submit = form.onSubmit(({ perDay, atATime, testCommand, ...body }) =>
    act(
      () =>
        configure.mutateAsync({
          projectId: one.project_id,
          body: {
            ...{ ...body, budget: { prompts_per_day: perDay, prompts_at_a_time: atATime } },
            constraints: withTestCommand(one.constraints, testCommand.trim()),
          },
        }),
      ({ enabled }) => (enabled ? 'Saved.' : 'Saved: it is off.'),
    ).then(() => undefined),
  );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Switch
          label="Look for work and propose it"
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        <Switch label="Paused: no new prompts" {...form.getInputProps('paused', { type: 'checkbox' })} />
        <NativeSelect
          label="What it may do at most"
          data={autopilotMode.options.map((value) => ({
            ...{ value, label: modeWords[value] },
            disabled: value === 'auto_staging' || value === 'auto_prod',
          }))}
          {...form.getInputProps('mode')}
        />
        <Textarea
          label="Goal"
          description="What all its work is for; every agent reads it."
          autosize
          minRows={2}
          maxLength={10_000}
          {...form.getInputProps('goal')}
        />
        <TextInput
          label="Test command"
          description="Run where the agent worked, once it says that the tests pass. Exit code 0: they do. Empty: its word is taken."
          placeholder="npm test"
          maxLength={1_000}
          {...form.getInputProps('testCommand')}
        />
        <NumberInput label="Prompts a day" min={1} max={1_000} {...form.getInputProps('perDay')} />
        <NumberInput label="Prompts at a time" min={1} max={20} {...form.getInputProps('atATime')} />
        <FactList>
          <Used autopilot={one} />
        </FactList>
        <Button type="submit" loading={configure.isPending} style={{ alignSelf: 'flex-end' }}>
          Save
        </Button>
      </Stack>
    </form>
  );
}
