import type { EventBus } from './bus.ts';

/** Events kept for clients that come back. */
const keptEvents = 2000;

export interface FeedEntry {
  seq: number;
  topic: string;
  /** The message as it goes over the wire; written once, however many clients get it. */
  text: string;
}

export interface LiveFeed {
  /** Number of the newest event. */
  seq(): number;
  /** What came after `since`, oldest first; null when some of it is not kept any more (or never came from this server). */
  after(since: number): FeedEntry[] | null;
  onEntry(listener: (entry: FeedEntry) => void): () => void;
  close(): void;
}

/** Numbers every live event and keeps the last 2 000, so that a client can ask for what it missed. */
export function createLiveFeed({ events, firstSeq = 0 }: { events: EventBus; firstSeq?: number }): LiveFeed {
  const listeners = new Set<(entry: FeedEntry) => void>();
  const kept: FeedEntry[] = [];
  let seq = firstSeq;
  const close = events.subscribeAll(({ topic, payload }) => {
    seq += 1;
    const entry = { seq, topic, text: JSON.stringify({ type: 'event', topic, seq, data: payload }) };
    kept[seq % keptEvents] = entry;
    for (const listener of listeners) listener(entry);
  });

  return {
    seq: () => seq,
    after(since) {
      if (since > seq || since < firstSeq || seq - since > keptEvents) return null;
      const missed: FeedEntry[] = [];
      for (let number = since + 1; number <= seq; number += 1) {
        const entry = kept[number % keptEvents];
        if (entry) missed.push(entry);
      }
      return missed;
    },
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close,
  };
}

/** Whether a topic matches an exact name, a prefix with a star (`prompt.*`), or `*`. */
export function isTopicIn(topic: string, wanted: Iterable<string>): boolean {
  for (const pattern of wanted) {
    if (pattern === topic) return true;
    if (pattern.endsWith('*') && topic.startsWith(pattern.slice(0, -1))) return true;
  }
  return false;
}
