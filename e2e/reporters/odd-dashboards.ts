import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Dashboards as they are on bad days. */
export interface OddDashboard {
  url: string;
  /** How many reports came. */
  count(): number;
  stop(): Promise<void>;
}

/** Takes the connection and the report, and never answers. */
export const startHanging = (): Promise<OddDashboard> => start(() => undefined);

/** Takes no more for an hour. */
export const startRefusing = (): Promise<OddDashboard> =>
  start((answer) => answer(429, { 'retry-after': '3600' }));

/** Nobody is there: the port was free a moment ago. */
export async function startDead(): Promise<OddDashboard> {
  const dashboard = await start(() => undefined);
  await dashboard.stop();
  return { ...dashboard, stop: async () => undefined };
}

type Answer = (status: number, headers: Record<string, string>) => void;

async function start(onReport: (answer: Answer) => void): Promise<OddDashboard> {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      count += 1;
      onReport((status, headers) => response.writeHead(status, headers).end());
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // It listens on a port, hence not on a path.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: () => count,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
