import type { StateReading } from '../agent.ts';

/** `◐︎ Qwen - shop` works, `✳︎ Qwen - shop` waits for a decision; without a mark it says nothing (0.24.4). */
export function readQwenTitle(title: string): StateReading | null {
  const mark = /^(\S)\ufe0e? Qwen - /u.exec(title)?.[1] ?? '';
  const detail = title.trim();
  if (/[◐◓◑◒\u2801-\u28ff]/u.test(mark)) return { state: 'busy', rule: 'qwen.title.spinner', detail };
  if (mark === '✳') return { state: 'blocked', rule: 'qwen.title.waiting', detail };
  return null;
}
