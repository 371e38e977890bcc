import type { PromptErrorCode } from '@architect/contracts/prompts';

/** What each way of failing means for the person who sent the prompt. */
export const endWords: Record<PromptErrorCode, string> = {
  TIMEOUT: 'The time ran out. The agent may still be working on it; look at the session before retrying.',
  DELIVERY_UNCONFIRMED:
    'Nobody can tell whether the agent got it, so it is not repeated by itself. Look at the session first.',
  NOT_DELIVERED: 'Proven: nothing was typed. It is safe to retry.',
  SESSION_GONE: 'The session ended while the prompt was there. Part of the work may be done.',
  AGENT_EXITED: 'The agent program ended during the turn. Part of the work may be done.',
  AGENT_ERROR: 'The agent ended its turn with an error.',
  USAGE_LIMIT:
    'The agent ran into its usage limit. Retry after the limit is over, or send it to another agent.',
  INTERRUPTED: 'Somebody interrupted the turn in the terminal.',
  DEPENDENCY_FAILED: 'A prompt it depends on did not complete. Nothing was typed.',
  UNDELIVERABLE: 'This text cannot be typed into this agent unchanged. Nothing was typed.',
  DENIED: 'A permission the agent asked for was denied.',
};
