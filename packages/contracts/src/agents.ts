import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { prompt } from './prompts.ts';
import { replyOf } from './reply.ts';
import { session } from './sessions.ts';

export const agentEndpoints = {
  listAgents: defineEndpoint({
    id: 'listAgents',
    method: 'GET',
    path: '/api/agents',
    access: 'viewer',
    tag: 'agents',
    summary: 'Sessions that run an AI program',
    reply: replyOf(z.array(session)),
  }),
  sendToAgent: defineEndpoint({
    id: 'sendToAgent',
    method: 'POST',
    path: '/api/agents/send',
    access: 'operator',
    tag: 'agents',
    status: 201,
    summary: 'Message one agent, through the prompt queue',
    body: z.strictObject({
      session: z.string().min(1).max(200),
      message: z.string().min(1).max(1_000_000),
      priority: z.number().int().min(0).max(10).default(5),
      task_type: z.string().max(50).optional(),
      entity_id: z.union([z.number(), z.string()]).optional(),
    }),
    reply: replyOf(prompt, { prompt_id: z.number().int() }),
    errors: ['NO_TARGET'],
  }),
  broadcastToAgents: defineEndpoint({
    id: 'broadcastToAgents',
    method: 'POST',
    path: '/api/agents/broadcast',
    access: 'operator',
    tag: 'agents',
    status: 201,
    summary: 'Message every agent, through the prompt queue',
    body: z.strictObject({
      message: z.string().min(1).max(1_000_000),
      priority: z.number().int().min(0).max(10).default(5),
    }),
    reply: replyOf(z.array(prompt), { sent_to: z.array(z.string()) }),
  }),
};
