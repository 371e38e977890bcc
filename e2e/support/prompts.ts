import { ApiError } from '@architect/contracts/call-endpoint';
import {
  finalStatuses,
  type Prompt,
  promptEndpoints,
  type SendPromptBody,
} from '@architect/contracts/prompts';
import { type Session, sessionEndpoints } from '@architect/contracts/sessions';
import type { RunningServer } from './start-server.ts';
import { until } from './until.ts';

/** Queues a prompt and returns its id. */
export async function send(server: RunningServer, body: SendPromptBody): Promise<number> {
  const reply = await server.call(promptEndpoints.sendPrompt, { body });
  return reply.prompt_id;
}

/** Queues a prompt although the server may be away: repeats with the same idempotency key until it has the id. */
export function sendStubbornly(current: () => RunningServer, body: SendPromptBody): Promise<number> {
  const isAway = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 500);
  const attempt = () =>
    send(current(), body).catch((error: unknown) => {
      if (isAway(error)) return null;
      throw error;
    });
  return until('the prompt is queued', attempt, { timeoutMs: 120_000 });
}

export async function getPrompt(server: RunningServer, id: number): Promise<Prompt> {
  return (await server.call(promptEndpoints.getPrompt, { params: { id } })).data;
}

/** Every prompt, over all pages. */
export async function allPrompts(server: RunningServer): Promise<Prompt[]> {
  const found: Prompt[] = [];
  for (let page = 1; ; page++) {
    const query = { page, per_page: 200, sort: 'id' };
    const { data, pagination } = await server.call(promptEndpoints.listPrompts, { query });
    found.push(...data);
    if (page >= pagination.total_pages) return found;
  }
}

/** Resolves with the prompt as soon as it is completed, failed or cancelled. */
export function finished(server: RunningServer, id: number, timeoutMs = 60_000): Promise<Prompt> {
  return until(
    `prompt ${id} ends`,
    async () => {
      const prompt = await getPrompt(server, id);
      return finalStatuses.includes(prompt.status) && prompt;
    },
    { timeoutMs, seen: () => getPrompt(server, id) },
  );
}

async function sessions(server: RunningServer): Promise<Session[]> {
  return (await server.call(sessionEndpoints.listTmuxSessions, {})).data;
}

/** Resolves with the session once `check` holds for it. */
export function sessionWhere(
  server: RunningServer,
  name: string,
  what: string,
  check: (session: Session) => boolean,
  timeoutMs = 30_000,
): Promise<Session> {
  return until(
    `session ${name} ${what}`,
    async () => (await sessions(server)).find((session) => session.name === name && check(session)),
    { timeoutMs, seen: () => sessions(server) },
  );
}
