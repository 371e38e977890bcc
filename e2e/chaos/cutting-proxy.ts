import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A line between two programs of this machine that can be made as bad as any. */
export interface CuttingProxy {
  port: number;
  /** Breaks every connection at once. */
  cut(): void;
  /** Nothing gets through, and nobody is told. */
  stall(isStalled: boolean): void;
  /** New connections are closed again. */
  refuse(isRefusing: boolean): void;
  /** Each piece waits this long. */
  delay(ms: number): void;
  close(): Promise<void>;
}

/** @param targetPort asked anew for each connection */
export async function createCuttingProxy(targetPort: () => number): Promise<CuttingProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let isStalled = false;
  let isRefusing = false;
  let delayMs = 0;

  /** Bytes keep their order, whatever the delay is meanwhile. */
  function pump(from: Socket, to: Socket): void {
    let tail = Promise.resolve();
    from.on('data', (data) => {
      from.pause();
      tail = tail.then(async () => {
        if (delayMs > 0) await wait(delayMs);
        while (isStalled && !from.destroyed) await wait(50);
        if (!to.destroyed) to.write(data);
        from.resume();
      });
    });
  }

  const server = createServer((client) => {
    if (isRefusing) return client.destroy();
    const target = connect(targetPort(), '127.0.0.1');
    const pair: [Socket, Socket] = [client, target];
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined); // `close` follows and tells the other side
      socket.on('close', () => {
        pairs.delete(pair);
        for (const one of pair) one.destroy();
      });
    }
    pump(client, target);
    pump(target, client);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();

  function cut(): void {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut,
    stall: (on) => {
      isStalled = on;
    },
    refuse: (on) => {
      isRefusing = on;
    },
    delay: (ms) => {
      delayMs = ms;
    },
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
