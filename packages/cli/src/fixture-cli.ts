import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFakeLink, type FakeLink } from '@architect/server/modules/nodes/fake-link';
import { createTestServer, type TestServer, type TestServerOptions } from '@architect/server/test-server';

/** A server with a fake node, and the environment of a command line that talks to it; for tests. */
export interface CliStage {
  link: FakeLink;
  server: TestServer;
  env: Record<string, string>;
}

/** The caller stops the server. */
export async function startCliStage({ clock }: Pick<TestServerOptions, 'clock'> = {}): Promise<CliStage> {
  const link = createFakeLink();
  const server = await createTestServer({ nodeLink: link, clock });
  const token = readFileSync(join(server.dataDir, 'local-token'), 'utf8').trim();
  return { link, server, env: { ARCHITECT_URL: server.url, ARCHITECT_TOKEN: token } };
}

/** Agents that answer each prompt at once; "fail" in it is an error of the agent, "forever" never ends. */
export function answerAtOnce(link: FakeLink): void {
  link.handle('deliver', ({ attempt_id, text }) => {
    setImmediate(() => {
      for (const step of ['typed', 'submitted', 'started'] as const) link.step({ step, attempt_id });
      if (text.includes('forever')) return;
      const isFailure = text.includes('fail');
      link.step({
        step: 'ended',
        attempt_id,
        outcome: isFailure ? 'failed' : 'completed',
        response: isFailure ? null : `answer to ${text}`,
        error_code: isFailure ? 'AGENT_ERROR' : null,
        error: isFailure ? 'the model is overloaded' : null,
      });
    });
    return {};
  });
}
