import type { TurnResult } from './protocol.ts';

/** What is known of one message of ours. */
export interface MessageRecord {
  taken: boolean;
  rejected: string | null;
  result: TurnResult | null;
}

const keptLines = 500;
const keptMessages = 500;

/** The last of what an agent said: lines for people, and what became of our messages. */
export class SaidBook {
  readonly lines: string[] = [];
  readonly messages = new Map<string, MessageRecord>();

  note(text: string): void {
    this.lines.push(...text.split('\n'));
    this.lines.splice(0, this.lines.length - keptLines);
  }

  record(messageId: string, change: Partial<MessageRecord>): void {
    const before = this.messages.get(messageId) ?? { taken: false, rejected: null, result: null };
    this.messages.set(messageId, { ...before, ...change });
    const [oldest] = this.messages.keys();
    if (this.messages.size > keptMessages && oldest !== undefined) this.messages.delete(oldest);
  }
}
