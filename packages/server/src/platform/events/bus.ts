import type { LivePayload, LiveTopic } from '@architect/contracts/events';
import type { Logger } from 'pino';
import type { Events } from '../context.ts';

/** What a listener of every topic receives. */
export interface LiveEvent {
  topic: LiveTopic;
  payload: unknown;
}

export interface EventBus extends Events {
  /** Every event of every topic, in order of publishing. */
  subscribeAll(listener: (event: LiveEvent) => void): () => void;
}

/** An in-process bus: synchronous, in order; a listener that throws is logged and does not stop the others. */
export function createEventBus({ log }: { log: Logger }): EventBus {
  const listeners = new Map<LiveTopic, Set<(payload: never) => void>>();
  const everything = new Set<(event: LiveEvent) => void>();

  const call = (topic: LiveTopic, run: () => void): void => {
    try {
      run();
    } catch (error) {
      log.error({ err: error, topic }, 'a listener of a live event failed');
    }
  };

  return {
    publish(topic, payload) {
      // The map is keyed by topic, so a listener found there takes this topic's payload.
      for (const listener of listeners.get(topic) ?? []) call(topic, () => listener(payload as never));
      for (const listener of everything) call(topic, () => listener({ topic, payload }));
    },
    subscribe<T extends LiveTopic>(topic: T, listener: (payload: LivePayload<T>) => void) {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic);
      ofTopic.add(listener);
      return () => ofTopic.delete(listener);
    },
    subscribeAll(listener) {
      everything.add(listener);
      return () => everything.delete(listener);
    },
  };
}
