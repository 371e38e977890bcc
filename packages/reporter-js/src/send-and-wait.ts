import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, so that this one can stand still meanwhile. Plain JavaScript: it is given as text. */
const courier = `
const { workerData } = require('node:worker_threads');
const { address, body, timeoutMs, signal } = workerData;
const flag = new Int32Array(signal);
const done = (value) => { Atomics.store(flag, 0, value); Atomics.notify(flag, 0); };
fetch(address, {
  method: 'POST',
  headers: { 'content-type': 'text/plain;charset=UTF-8' },
  body,
  signal: AbortSignal.timeout(timeoutMs),
}).then(() => done(1), () => done(2));
`;

/**
 * Sends one report and stands still until it has arrived, failed, or taken too long: for the moment in which a process
 * ends and nothing asynchronous would run any more.
 * @returns whether the dashboard answered
 */
export function sendAndWait({
  address,
  body,
  timeoutMs,
}: {
  address: string;
  body: string;
  timeoutMs: number;
}): boolean {
  try {
    const signal = new SharedArrayBuffer(4);
    const worker = new Worker(courier, {
      eval: true,
      workerData: { address, body, timeoutMs, signal },
      // Neither the application's preloads nor its output.
      ...{ execArgv: [], stdout: true, stderr: true },
    });
    worker.unref();
    Atomics.wait(new Int32Array(signal), 0, 0, timeoutMs);
    const answered = Atomics.load(new Int32Array(signal), 0) === 1;
    void worker.terminate();
    return answered;
  } catch {
    // Threads are not allowed here: the report is lost, the application ends as it would have.
    return false;
  }
}
