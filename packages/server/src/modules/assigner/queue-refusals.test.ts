import { promptEndpoints } from '@architect/contracts/prompts';
import { describe, expect, it } from 'vitest';
import { startQueue } from './fixture-queue.ts';

const { sendPrompt, listPrompts } = promptEndpoints;

describe('every endpoint of the queue', () => {
  const reads = ['/status', '/prompts', '/prompts/1', '/tasks/health', '/sessions'];
  const acts: [string, string][] = [
    ['POST', '/send'],
    ['DELETE', '/prompts/1'],
    ['POST', '/prompts/1/retry'],
    ['POST', '/prompts/1/reassign'],
    ['POST', '/retry-all'],
    ['POST', '/clear'],
    ['POST', '/archive-failed'],
  ];

  it('refuses without sign-in', async () => {
    const { server } = await startQueue();
    for (const path of reads) {
      expect((await server.request(`/api/assigner${path}`)).status, path).toBe(401);
    }
    for (const [method, path] of acts) {
      expect((await server.request(`/api/assigner${path}`, { method, body: {} })).status, path).toBe(401);
    }
  });

  it('lets a viewer look but not act', async () => {
    const queue = await startQueue();
    await queue.send({ content: 'hello' });
    const viewer = await queue.server.signIn('viewer');
    for (const path of reads) expect((await viewer.request(`/api/assigner${path}`)).status, path).toBe(200);
    for (const [method, path] of acts) {
      expect((await viewer.request(`/api/assigner${path}`, { method, body: {} })).status, path).toBe(403);
    }
    expect((await queue.get(1)).status).toBe('pending');
  });

  it.each([
    ['an unknown field', { content: 'x', colour: 'red' }, 'colour'],
    ['no content', {}, 'content'],
    ['empty content', { content: '' }, 'content'],
    ['blank content', { content: ' \n\t ' }, 'content'],
    ['nothing but control characters', { content: '\u0001\u001b' }, 'content'],
    ['priority 11', { content: 'x', priority: 11 }, 'priority'],
    ['priority -1', { content: 'x', priority: -1 }, 'priority'],
    ['priority 1.5', { content: 'x', priority: 1.5 }, 'priority'],
    ['a provider that is no word', { content: 'x', target_provider: 'Clod!' }, 'provider'],
    ['no time-out', { content: 'x', timeout_minutes: 0 }, 'timeout_minutes'],
    ['an unknown dependency', { content: 'x', depends_on: [77] }, 'there is no prompt 77'],
    ['require_target without a target', { content: 'x', require_target: true }, 'target_session'],
  ])('refuses %s with a 400 that names it', async (_what, body, named) => {
    const { server } = await startQueue();
    const reply = await server.local.request('/api/assigner/send', { method: 'POST', body });
    expect(reply.status).toBe(400);
    expect(`${reply.body.error} ${JSON.stringify(reply.body.details)}`).toContain(named);
    expect((await server.local.request(listPrompts)).body.data).toEqual([]);
  });

  it('refuses more than 1 000 000 bytes of UTF-8 with a 413 and takes exactly that many', async () => {
    const queue = await startQueue();
    const fits = `${'é'.repeat(499_999)}ab`;
    const send = (content: string) => queue.server.local.request(sendPrompt, { body: { content } });
    expect((await send(`${fits}c`)).status).toBe(413);
    const reply = await send(fits);
    expect(reply.status).toBe(201);
    expect(reply.body.data.content).toBe(fits);
  });

  it.each(['/prompts/0', '/prompts/x', '/prompts?page=0', '/prompts?colour=red', '/prompts?sort=colour'])(
    'refuses %s with a 400',
    async (path) => {
      const { server } = await startQueue();
      expect((await server.local.request(`/api/assigner${path}`)).status).toBe(400);
    },
  );

  it.each([
    ['GET', '/prompts/9'],
    ['DELETE', '/prompts/9'],
    ['POST', '/prompts/9/retry'],
    ['POST', '/prompts/9/reassign'],
  ])('answers %s %s with a 404 when there is no such prompt', async (method, path) => {
    const { server } = await startQueue();
    const reply = await server.local.request(`/api/assigner${path}`, { method });
    expect(reply.status).toBe(404);
    expect(reply.body.error).toContain('no prompt 9');
  });
});
