import type { Session } from '@architect/contracts/sessions';
import { PromptLink } from '../../parts/session-link.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Fact, FactList } from '../../ui/fact-list.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TierChoice } from './tier-choice.tsx';

export function SessionFacts({ session }: { session: Session }) {
  return (
    <Panel title="Facts">
      <FactList>
        <Fact label="Takes prompts">
          {session.deliverable ? 'yes, now' : (session.not_deliverable_because ?? 'no')}
        </Fact>
        <Fact label="Prompt">
          {session.current_prompt_id === null ? 'none' : <PromptLink id={session.current_prompt_id} />}
        </Fact>
        {session.draft === null ? null : (
          <Fact label="Draft in the box">
            <code>{session.draft}</code>
          </Fact>
        )}
        {session.limited_until === null ? null : (
          <Fact label="Limited until">
            <Ago at={session.limited_until} />
          </Fact>
        )}
        {session.tried_again_at == null ? null : (
          <Fact label="Tried again">
            <Ago at={session.tried_again_at} />
          </Fact>
        )}
        <Fact label="Tier">
          <TierChoice session={session} />
        </Fact>
        {session.role === null ? null : <Fact label="Role">{session.role}</Fact>}
        <Fact label="Directory">
          <code>{session.working_dir}</code>
        </Fact>
        {session.git_branch === null ? null : (
          <Fact label="Branch">
            <code>{session.git_branch}</code>
          </Fact>
        )}
        {session.mode === 'headless' ? (
          <Fact label="Mode">headless on {session.node}: spoken to by its protocol</Fact>
        ) : (
          <>
            <Fact label="Pane">
              {session.pane_id} on {session.node}, {session.width} × {session.height}
            </Fact>
            <Fact label="Attached">
              {session.attached_clients === 0 ? 'nobody' : session.attached_clients}
            </Fact>
          </>
        )}
        <Fact label="Started by">{session.managed ? 'this dashboard' : 'someone in a terminal'}</Fact>
        <Fact label="Created">
          <Ago at={session.created_at} />
        </Fact>
      </FactList>
    </Panel>
  );
}
