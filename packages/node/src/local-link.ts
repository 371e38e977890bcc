import {
  type NodeEvent,
  type NodeLink,
  NodeLinkError,
  type NodeMethod,
  type NodeParams,
  type NodePayload,
  type NodeResult,
  nodeMethods,
} from '@architect/contracts/node-link';
import { createEmitter } from './emitter.ts';

export type NodeHandlers = { [M in NodeMethod]: (params: NodeParams<M>) => Promise<NodeResult<M>> };

/** How the parts of a node send their events. */
export type EmitToServer = <E extends NodeEvent>(event: E, payload: NodePayload<E>) => void;

/**
 * A NodeLink within one process. Requests are validated as they would be on a wire, so that the embedded and a remote
 * node cannot drift apart.
 */
export function createLocalLink(name: string, onError: (error: unknown) => void) {
  const emitter = createEmitter<{ [E in NodeEvent]: NodePayload<E> }>(onError);
  let handlers: NodeHandlers | null = null;

  const link: NodeLink = {
    name,
    async request<M extends NodeMethod>(method: M, params: NodeParams<M>): Promise<NodeResult<M>> {
      const handle = handlers?.[method];
      if (!handle) throw new NodeLinkError('TMUX_DOWN', 'the node is not running');
      const checked = nodeMethods[method].params.safeParse(params);
      if (!checked.success) throw new NodeLinkError('BAD_REQUEST', checked.error.message);
      return handle(checked.data as NodeParams<M>);
    },
    on: (event, listener) => emitter.on(event, listener),
  };
  return {
    link,
    emit: emitter.emit as EmitToServer,
    serve(next: NodeHandlers | null) {
      handlers = next;
    },
  };
}
