import { describe, expect, it } from 'vitest';
import type { HookEvent } from '../agents/agent.ts';
import { createClaudeAgent } from '../agents/claude/claude-agent.ts';
import { createCodexAgent } from '../agents/codex/codex-agent.ts';
import { endFromHooks } from './proof.ts';

const now = () => 0;
const codex = { agent: createCodexAgent({ now }) };
const claude = { agent: createClaudeAgent({ now }) };
const inboxOf = (...events: HookEvent[]) => ({
  since: (since: number) => events.filter((event) => event.at >= since),
});
const notice = (at: number, inputs: string[], message: string): HookEvent => ({
  name: 'agent-turn-complete',
  payload: { 'input-messages': inputs, 'last-assistant-message': message },
  at,
});
const naming = notice(2, ['Write a title.\n\nUser prompt:\nfix it'], '{"title":"Fixing"}');

describe('the end of a turn, from hooks', () => {
  it('is not the end of a turn that the agent runs for itself', () => {
    expect(endFromHooks(codex, inboxOf(naming), 'fix it', 1)).toBeNull();
    const own = notice(3, ['fix it'], 'Fixed.');
    expect(endFromHooks(codex, inboxOf(naming, own), 'fix it', 1)?.message).toBe('Fixed.');
  });

  it('is the end of the turn that a person has added a message to', () => {
    const both = notice(3, ['fix it\t', 'and test it'], 'Fixed and tested.');
    expect(endFromHooks(codex, inboxOf(both), 'fix it', 1)?.message).toBe('Fixed and tested.');
  });

  it('is any end after the prompt where hooks name no messages', () => {
    const stop = (at: number, message: string): HookEvent => ({
      name: 'Stop',
      payload: { last_assistant_message: message },
      at,
    });
    const inbox = inboxOf(stop(1, 'before'), stop(3, 'after'));
    expect(endFromHooks(claude, inbox, 'fix it', 2)?.message).toBe('after');
  });
});
