import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { prompt } from './prompts.ts';
import { replyOf } from './reply.ts';

/** What became of one line of the session terminal. */
export const lineOutcome = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('prompt'), prompt, adjusted: z.array(z.string()), duplicate: z.boolean() }),
    /** Lines of plain text from live data. */
    z.object({ kind: z.literal('answer'), lines: z.array(z.string()) }),
  ])
  .meta({ id: 'LineOutcome' });
export type LineOutcome = z.infer<typeof lineOutcome>;

export const terminalLineEndpoints = {
  runTerminalLine: defineEndpoint({
    id: 'runTerminalLine',
    method: 'POST',
    path: '/api/terminal/line',
    access: 'operator',
    tag: 'terminal',
    status: 201,
    summary:
      'Do what one line of the session terminal says: queue a prompt, or answer a question about the fleet',
    description:
      '`os: text` and `sta: text` queue a prompt (`os:5:`, `os:codex:`, `os:@session:` before the text); `msto: question` is answered from live data, and so are the words `status`, `sessions`, `agents` and `prompts`. No model is asked.',
    bodyLimit: 4_000_000,
    body: z.strictObject({
      line: z.string().min(1),
      /** The same key never queues a second prompt. */
      idempotency_key: z.string().min(1).max(200).optional(),
      source: z.string().max(50).default('terminal'),
    }),
    reply: replyOf(lineOutcome),
    errors: ['VALIDATION_FAILED', 'BODY_TOO_LARGE'],
  }),
};
