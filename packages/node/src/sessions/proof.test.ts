import { describe, expect, it } from 'vitest';
import type { HookEvent } from '../agents/agent.ts';
import { createClaudeAgent } from '../agents/claude/claude-agent.ts';
import { createCodexAgent } from '../agents/codex/codex-agent.ts';
import { endFromHooks } from './proof.ts';

const now = () => 0;
const codex = { agent: createCodexAgent({ now }) };
const claude = { agent: createClaudeAgent({ now }) };
/** How hooks tell that a prompt 'fix it', begun at 1, ended. */
const endOf = (tracker: typeof codex, ...events: HookEvent[]) => {
  const inbox = { since: (since: number) => events.filter((event) => event.at >= since) };
  const spec = { attempt_id: 'a', prompt_id: 1, session: 'worker', text: 'fix it', intent_at: '' };
  return endFromHooks({ tracker, inbox, spec, intentAt: 1 }, 1);
};
const notice = (at: number, inputs: string[], message: string): HookEvent => ({
  name: 'agent-turn-complete',
  payload: { 'input-messages': inputs, 'last-assistant-message': message },
  at,
});
const naming = notice(2, ['Write a title.\n\nUser prompt:\nfix it'], '{"title":"Fixing"}');
const taken = (at: number, prompt: string): HookEvent => ({
  name: 'UserPromptSubmit',
  payload: { prompt },
  at,
});
const stop = (at: number, message: string, background: object[] = []): HookEvent => ({
  name: 'Stop',
  payload: { last_assistant_message: message, background_tasks: background },
  at,
});
const backgroundEnded = '<task-notification>\n<status>completed</status>\n</task-notification>';

describe('the end of a turn, from hooks', () => {
  it('is not the end of a turn that the agent runs for itself', () => {
    expect(endOf(codex, naming)).toBeNull();
    expect(endOf(codex, naming, notice(3, ['fix it'], 'Fixed.'))?.message).toBe('Fixed.');
  });

  it('is the end of the turn that a person has added a message to', () => {
    const both = notice(3, ['fix it\t', 'and test it'], 'Fixed and tested.');
    expect(endOf(codex, both)?.message).toBe('Fixed and tested.');
  });

  it('is any end after the prompt where hooks name no messages', () => {
    expect(endOf(claude, stop(0, 'before'), stop(3, 'after'))?.message).toBe('after');
  });

  it('is not the end of the turn of another message, though it comes in the same moment', () => {
    const others = [taken(0, backgroundEnded), stop(1, 'The background task has finished.')];
    expect(endOf(claude, ...others)).toBeNull();
    expect(endOf(claude, ...others, taken(1, 'fix it'), stop(2, 'Fixed.'))?.message).toBe('Fixed.');
  });

  it('comes with the work in the background, unless somebody sends another message first', () => {
    const resting = [taken(1, 'fix it'), stop(2, 'Started.', [{ id: 'task-1' }])];
    expect(endOf(claude, ...resting)).toBeNull();
    const finished = [taken(3, backgroundEnded), stop(4, 'All done.')];
    expect(endOf(claude, ...resting, ...finished)?.message).toBe('All done.');
    const another = [taken(3, 'what is up?'), stop(4, 'Nothing.')];
    expect(endOf(claude, ...resting, ...another)?.message).toBe('Started.');
  });

  it('tells nothing of how it ended when another message was taken before it', () => {
    const end = endOf(claude, taken(1, 'fix it'), taken(2, 'what is up?'), stop(3, 'Nothing.'));
    expect(end?.comesAfterStop).toBe(true);
  });
});
