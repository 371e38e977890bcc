import { hostname } from 'node:os';
import process from 'node:process';
import { createReporter, type Reporter, type ReporterOptions } from './create-reporter.ts';
import { sendAndWait } from './send-and-wait.ts';

export { reportFastify, reportRequests } from './web-frameworks.ts';

export interface NodeReporter extends Reporter {
  /** Takes everything out again. */
  stop(): void;
}

/** Sends what waits, standing still for at most so many ms. */
type Delivery = (limitMs: number) => void;

/** Longest that a process which will probably live on stands still. */
const briefMs = 1_000;

/**
 * Reports what would end the process, and rejections that the application hears of itself. The process ends as it would
 * have without: same output, same exit code.
 */
export function watchProcess(options: ReporterOptions): NodeReporter {
  const core = createReporter({ platform: 'node', ...options });
  const reporter: Reporter = {
    ...core,
    report: (error, details) =>
      core.report(error, { ...details, context: { ...processContext(), ...details?.context } }),
  };
  const deliver = createDelivery(reporter);
  const stops =
    core.address === null
      ? []
      : [
          watchCrashes(reporter, deliver),
          watchRejections(reporter),
          watchEnd(reporter, deliver),
          watchSignals(deliver, Math.min(briefMs, reporter.timeoutMs)),
        ];
  return {
    ...reporter,
    stop: () => {
      for (const stop of stops.splice(0)) stop();
    },
  };
}

const processContext = () => ({ hostname: hostname(), pid: process.pid, node_version: process.version });

/** The monitor is told of what nobody caught, and changes nothing; https://nodejs.org/api/process.html */
function watchCrashes(reporter: Reporter, deliver: Delivery): () => void {
  const onCrash = (error: unknown, origin: string): void => {
    const type = origin === 'unhandledRejection' ? 'unhandled_rejection' : 'uncaught_exception';
    const mayLiveOn = process.listenerCount('uncaughtException') > 0;
    reporter.report(error, { severity: 'critical', context: { type } });
    deliver(mayLiveOn ? Math.min(briefMs, reporter.timeoutMs) : reporter.timeoutMs);
  };
  process.on('uncaughtExceptionMonitor', onCrash);
  return () => void process.off('uncaughtExceptionMonitor', onCrash);
}

/**
 * A rejection that nobody handles ends the process, unless somebody listens; so this listens only beside others, and goes
 * when the last of them goes.
 */
function watchRejections(reporter: Reporter): () => void {
  const name = 'unhandledRejection';
  const onRejection = (reason: unknown): void =>
    reporter.report(reason, { context: { type: 'unhandled_rejection' } });
  const others = (): number => process.listeners(name).filter((one) => one !== onRejection).length;
  const isOn = (): boolean => process.listeners(name).includes(onRejection);
  const onAdded = (event: string | symbol, listener: unknown): void => {
    if (event === name && listener !== onRejection && !isOn()) process.on(name, onRejection);
  };
  const onRemoved = (event: string | symbol): void => {
    if (event === name && others() === 0) process.off(name, onRejection);
  };
  if (others() > 0) process.on(name, onRejection);
  process.on('newListener', onAdded).on('removeListener', onRemoved);
  return () =>
    void process.off('newListener', onAdded).off('removeListener', onRemoved).off(name, onRejection);
}

/** `process.exit()` right after a report would lose it. */
function watchEnd(reporter: Reporter, deliver: Delivery): () => void {
  const onExit = (): void => deliver(Math.min(briefMs, reporter.timeoutMs));
  process.on('exit', onExit);
  return () => void process.off('exit', onExit);
}

/** A signal ends the process without telling it, so a report of the moment before would be lost. */
function watchSignals(deliver: Delivery, limitMs: number): () => void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  const onSignal = (signal: NodeJS.Signals): void => {
    // Whoever else listens decides what happens, and may go on reporting.
    if (process.listenerCount(signal) > 1) return;
    deliver(limitMs);
    process.off(signal, onSignal);
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/** Sends what waits, standing still; after the first that fails nothing is tried again in this process. */
function createDelivery(reporter: Reporter): Delivery {
  const { address } = reporter;
  let isThere = address !== null;
  return (limitMs) => {
    const endsAt = Date.now() + limitMs;
    reporter.handOver((body) => {
      const timeoutMs = endsAt - Date.now();
      if (!isThere || address === null || timeoutMs <= 0) return false;
      isThere = sendAndWait({ address, body, timeoutMs });
      return isThere;
    }, true);
  };
}
