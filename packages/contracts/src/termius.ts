import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { replyOf } from './reply.ts';

export const termiusHost = z
  .object({
    node: z.string(),
    hostname: z.string(),
    ip: z.string(),
    port: z.number().int(),
    user: z.string(),
    status: z.enum(['up', 'down']),
    role: z.enum(['dashboard', 'node']),
    sessions: z.array(z.string()),
  })
  .meta({ id: 'TermiusHost' });
export type TermiusHost = z.infer<typeof termiusHost>;

const area = { method: 'GET', access: 'operator', tag: 'utilities' } as const;

export const termiusEndpoints = {
  previewTermius: defineEndpoint({
    ...area,
    id: 'previewTermius',
    path: '/api/termius/preview',
    summary: 'Hosts that an export for Termius would have',
    description: 'A node of an older version, or one out of reach, tells no host and is named in `left_out`.',
    reply: replyOf(
      z.object({
        hosts: z.array(termiusHost),
        total_hosts: z.number().int(),
        total_sessions: z.number().int(),
        left_out: z.array(z.string()),
      }),
    ),
  }),
  exportTermius: defineEndpoint({
    ...area,
    id: 'exportTermius',
    path: '/api/termius/export',
    summary: 'Hosts and snippets for Termius, an SSH client',
    description:
      '`full` adds a snippet for each session that attaches to it; `download` names a file. No key and no password is in it.',
    query: z.strictObject({
      mode: z.enum(['basic', 'full']).default('basic'),
      format: z.enum(['json', 'download']).default('json'),
    }),
    produces: ['application/json'],
    reply: z.string(),
  }),
};
