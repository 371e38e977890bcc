import { NodeLinkError, type NodeMethod, nodeMethods } from '@architect/contracts/node-link';
import type { NodeMessage } from '@architect/contracts/node-wire';
import type { Clock } from '../../platform/context.ts';

type Reply = Extract<NodeMessage, { type: 'reply' }>;

/** Requests that were sent to a node and not answered yet. None is ever sent again: it may have been carried out. */
export interface PendingReplies {
  /** `reply` resolves to the checked result, or rejects with a NodeLinkError: the node's, or FAILED without an answer. */
  open(method: NodeMethod): { id: number; reply: Promise<unknown> };
  /** Answers that nobody waits for any more are ignored. */
  take(reply: Reply): void;
  /** The connection is lost: nobody will answer. */
  failAll(reason: string): void;
}

interface Waiting {
  method: NodeMethod;
  resolve(result: unknown): void;
  reject(error: NodeLinkError): void;
  cancelTimer(): void;
}

const replyWithinMs = 30_000;

export function createPendingReplies(clock: Clock): PendingReplies {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  function finish(id: number): Waiting | undefined {
    const request = waiting.get(id);
    waiting.delete(id);
    request?.cancelTimer();
    return request;
  }

  return {
    open(method) {
      lastId += 1;
      const id = lastId;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const cancelTimer = clock.after(replyWithinMs, () => {
        finish(id)?.reject(
          new NodeLinkError('FAILED', `the node did not answer '${method}' within ${replyWithinMs / 1000} s`),
        );
      });
      waiting.set(id, { method, resolve, reject, cancelTimer });
      return { id, reply: promise };
    },
    take(reply) {
      const request = finish(reply.id);
      if (!request) return;
      if (!reply.ok) {
        const { code, message, state } = reply.error;
        return request.reject(new NodeLinkError(code, message, state));
      }
      const result = nodeMethods[request.method].result.safeParse(reply.result);
      if (result.success) request.resolve(result.data);
      else
        request.reject(
          new NodeLinkError('FAILED', `the node's answer to '${request.method}' makes no sense`, null),
        );
    },
    failAll(reason) {
      for (const id of [...waiting.keys()]) finish(id)?.reject(new NodeLinkError('FAILED', reason));
    },
  };
}
