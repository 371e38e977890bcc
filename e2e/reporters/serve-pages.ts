import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A shop on an origin of its own. */
export interface Pages {
  url: string;
  stop(): Promise<void>;
}

/**
 * Serves pages, the files of a directory, 500 at `/broken`, and 404 for all else.
 * @param pages HTML by path
 */
export async function servePages(pages: Record<string, string>, directory?: string): Promise<Pages> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://shop').pathname;
    const page = pages[path];
    if (page !== undefined)
      return response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html>${page}`);
    if (path === '/broken') return response.writeHead(500).end();
    const file = directory ? await readFile(join(directory, path)).catch(() => null) : null;
    if (file === null) return response.writeHead(404).end();
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    return response.writeHead(200, { 'content-type': type }).end(file);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // It listens on a port, hence not on a path.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
