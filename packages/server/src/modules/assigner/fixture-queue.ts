import {
  type Prompt,
  type PromptDetail,
  promptEndpoints,
  type SendPromptBody,
} from '@architect/contracts/prompts';
import { onTestFinished, vi } from 'vitest';
import type { Clock } from '../../platform/context.ts';
import { createTestServer, type TestServer } from '../../test-server.ts';
import { createFakeLink, type FakeLink, type StepSketch } from '../nodes/fake-link.ts';

/** Test support: a whole server with a fake node, and what tests of the queue do all the time. */
export interface Queue {
  server: TestServer;
  link: FakeLink;
  send(body: SendPromptBody): Promise<Prompt>;
  get(id: number): Promise<PromptDetail>;
  /** Waits until the prompt looks like this. */
  until(id: number, isSo: (prompt: PromptDetail) => boolean): Promise<PromptDetail>;
  /** Waits until the node was asked to deliver the prompt for the n-th time; answers the attempt's id. */
  delivered(id: number, times?: number): Promise<string>;
  /** Reports a step of a prompt's last attempt. */
  step(id: number, step: Omit<StepSketch, 'attempt_id'>): void;
}

export interface QueueOptions {
  engine?: 'sqlite' | 'postgres';
  link?: FakeLink;
  clock?: Clock;
  /** Idle sessions to begin with. */
  sessions?: string[];
  dataOf?: Pick<TestServer, 'dataDir' | 'databaseUrl'>;
}

/** Stops with the test. */
export async function startQueue(options: QueueOptions = {}): Promise<Queue> {
  const link = options.link ?? createFakeLink();
  for (const name of options.sessions ?? []) link.setSession({ name });
  const { engine, clock, dataOf } = options;
  const server = await createTestServer({ nodeLink: link, engine, clock, dataOf });
  onTestFinished(() => server.stop());
  return queueOf(server, link);
}

export function queueOf(server: TestServer, link: FakeLink): Queue {
  const get = async (id: number): Promise<PromptDetail> => {
    const reply = await server.local.request(promptEndpoints.getPrompt, { params: { id } });
    if (reply.status !== 200) throw new Error(`prompt ${id}: ${reply.text}`);
    return reply.body.data;
  };
  const attemptsOf = (id: number): string[] =>
    link
      .requestsOf('deliver')
      .filter((request) => request.prompt_id === id)
      .map((request) => request.attempt_id);

  return {
    server,
    link,
    get,
    async send(body) {
      const reply = await server.local.request(promptEndpoints.sendPrompt, { body });
      if (reply.status !== 201) throw new Error(reply.text);
      return reply.body.data;
    },
    until: (id, isSo) =>
      vi.waitFor(
        async () => {
          const prompt = await get(id);
          if (!isSo(prompt)) throw new Error(`prompt ${id} is ${JSON.stringify(prompt, null, 1)}`);
          return prompt;
        },
        { timeout: 10_000, interval: 20 },
      ),
    delivered: (id, times = 1) =>
      vi.waitFor(
        () => {
          const attempt = attemptsOf(id)[times - 1];
          if (attempt === undefined) throw new Error(`prompt ${id} was not delivered ${times} times`);
          return attempt;
        },
        { timeout: 10_000, interval: 10 },
      ),
    step(id, step) {
      const attempt_id = attemptsOf(id).at(-1);
      if (attempt_id === undefined) throw new Error(`prompt ${id} was not delivered`);
      link.step({ ...step, attempt_id });
    },
  };
}

export const isPending = (prompt: Prompt): boolean => prompt.status === 'pending';
export const hasStatus =
  (status: Prompt['status']) =>
  (prompt: Prompt): boolean =>
    prompt.status === status;
