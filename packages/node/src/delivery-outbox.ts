import type { NodeMessage } from '@architect/contracts/node-wire';

export type EventMessage = Extract<NodeMessage, { type: 'event' }>;

/** Events of deliveries that the server has not confirmed, in order: they are said again after a reconnect. */
export interface DeliveryOutbox {
  keep(message: EventMessage): void;
  /** Forgets everything up to this number. */
  received(seq: number): void;
  unconfirmed(): EventMessage[];
}

export function createDeliveryOutbox(): DeliveryOutbox {
  let kept: EventMessage[] = [];
  return {
    keep: (message) => void kept.push(message),
    received(seq) {
      kept = kept.filter((message) => message.seq > seq);
    },
    unconfirmed: () => [...kept],
  };
}
