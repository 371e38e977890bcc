import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { EmitToServer, NodeHandlers } from '../local-link.ts';
import { createHeadlessAgents } from './headless-agents.ts';
import { HeadlessDeliveries } from './headless-deliveries.ts';
import { HeadlessFleet } from './headless-fleet.ts';
import { withHeadless } from './headless-handlers.ts';

export interface Headless {
  /** Adds the sessions without a pane to what a node answers. */
  joinTo(handlers: NodeHandlers): NodeHandlers;
  close(): void;
}

/** Brings back the headless sessions of earlier runs, which live below the data directory. */
export async function startHeadless(options: {
  node: string;
  dataDir: string;
  clock: Clock;
  emit: EmitToServer;
  onError(error: unknown): void;
}): Promise<Headless> {
  const { node, clock, emit, onError } = options;
  const fleet = new HeadlessFleet({
    node,
    root: join(options.dataDir, 'node', 'headless'),
    agents: createHeadlessAgents(clock.now),
    clock,
    emit,
    onError,
  });
  const deliveries = new HeadlessDeliveries({ clock, emit: (step) => emit('delivery', step), onError });
  await fleet.load();
  return {
    joinTo: (handlers) => withHeadless(handlers, { node, fleet, deliveries }),
    close: () => fleet.close(),
  };
}
