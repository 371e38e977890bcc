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
  /** Requests whose history contradicts what was seen before: a client rewrote a prompt. */
  contradictions(): string[];
}

/**
 * A client repeats the whole conversation in each request; retries and side requests repeat it too. So a request's
 * prompts are compared with what is known of its conversation and only the new tail is counted.
 */
export function createPromptLog(now: () => number = Date.now): PromptLog {
  const known = new Map<string, string[]>();
  const log: ReceivedPrompt[] = [];
  const contradictions: string[] = [];
  return {
    see(conversation, texts) {
      const before = known.get(conversation) ?? [];
      const shared = Math.min(before.length, texts.length);
      for (let index = 0; index < shared; index++) {
        if (before[index] === texts[index]) continue;
        contradictions.push(`prompt ${index} of ${conversation} changed`);
        return;
      }
      for (const text of texts.slice(before.length)) log.push({ at: now(), conversation, text });
      if (texts.length > before.length) known.set(conversation, [...texts]);
    },
    received: () => [...log],
    timesReceived: (text) => log.filter((prompt) => prompt.text === text).length,
    contradictions: () => [...contradictions],
  };
}
