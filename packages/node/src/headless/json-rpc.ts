import { z } from 'zod';

/** One JSON-RPC 2.0 message; Codex leaves `jsonrpc` out. */
export const rpcMessage = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  result: z.unknown().optional(),
  error: z
    .looseObject({ code: z.number().optional(), message: z.string(), data: z.unknown().optional() })
    .optional(),
});
export type RpcMessage = z.infer<typeof rpcMessage>;

export function rpcProblem({ error }: RpcMessage): string {
  if (!error) return '';
  const details = error.data === undefined || error.data === null ? '' : ` ${JSON.stringify(error.data)}`;
  return `${error.message}${details}`.slice(0, 500);
}
