import type { Policy } from '@architect/contracts/patterns';
import { TagsInput } from '@mantine/core';
import { useMayAct } from '../../lib/app-context.tsx';
import { useChangePolicy, usePolicy } from '../../lib/policy.ts';
import { useSessions } from '../../lib/sessions.ts';
import { useAct } from '../../lib/use-act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Sessions that are never answered automatically. */
export function ExcludedPanel() {
  const policy = usePolicy();
  return (
    <Panel title="Excluded sessions" count={policy.data?.excluded_sessions.length}>
      <Loaded from={policy} rows={2}>
        {(known) => <Excluded policy={known} />}
      </Loaded>
    </Panel>
  );
}

function Excluded({ policy }: { policy: Policy }) {
  const mayAct = useMayAct();
  const sessions = useSessions().data ?? [];
  const change = useChangePolicy();
  const act = useAct();
  const shown = change.isPending ? change.variables.excluded_sessions : undefined;
  return (
    <TagsInput
      label="Never answered automatically"
      description="A name, or node:name; sessions that do not run yet too."
      placeholder={policy.excluded_sessions.length === 0 ? 'none' : ''}
      value={shown ?? policy.excluded_sessions}
      readOnly={!mayAct || change.isPending}
      maxTags={500}
      data={[...new Set(sessions.map((one) => one.name))]}
      onChange={(names) =>
        void act(() => change.mutateAsync({ excluded_sessions: names }), 'Excluded sessions are saved.')
      }
    />
  );
}
