/** A user prompt as a model server received it. */
export interface ReceivedPrompt {
  at: number;
  conversation: string;
  /** Byte-exact as it stood in the request. */
  text: string;
}

export interface PromptLog {
  /** Takes the user prompts of one request: the whole conversation so far, oldest first. */
  see(conversation: string, texts: string[]): void;
  /** Every prompt once per time the user sent it, in order of arrival. */
  received(): ReceivedPrompt[];
  timesReceived(text: string): number;
}

/**
 * A client repeats the whole conversation in each request; retries and side requests repeat it too. So a request's
 * prompts are compared with what is known of its conversation and only new ones are counted. A client may drop a prompt
 * whose turn failed (Claude Code does after a 401): that one stays counted, and what follows it is still new.
 */
export function createPromptLog(now: () => number = Date.now): PromptLog {
  const known = new Map<string, string[]>();
  const log: ReceivedPrompt[] = [];
  return {
    see(conversation, texts) {
      const before = known.get(conversation) ?? [];
      const added = addedTo(before, texts);
      for (const text of added) log.push({ at: now(), conversation, text });
      if (added.length > 0) known.set(conversation, [...texts]);
    },
    received: () => [...log],
    timesReceived: (text) => log.filter((prompt) => prompt.text === text).length,
  };
}

/** Texts behind the common beginning that were not known, counted one by one. */
function addedTo(before: string[], texts: string[]): string[] {
  const firstChange = texts.findIndex((text, index) => text !== before[index]);
  if (firstChange < 0) return [];
  const counted = before.slice(firstChange);
  return texts.slice(firstChange).filter((text) => {
    const at = counted.indexOf(text);
    if (at >= 0) counted.splice(at, 1);
    return at < 0;
  });
}
