import { join } from 'node:path';
import type { Logger } from 'pino';
import { type App, type AppDependencies, createApp } from './app.ts';
import { type Config, isLoopback } from './config.ts';
import { isPublishedPassword } from './modules/accounts/password.ts';
import { AppError } from './platform/app-error.ts';
import { systemClock } from './platform/clock.ts';
import { lockDataDirectory } from './platform/data-lock.ts';
import { NewerDatabaseError } from './platform/database/migrate.ts';
import { type Certificate, loadCertificate } from './platform/http/certificate.ts';
import { StartError } from './platform/start-error.ts';
import { createLog } from './platform/telemetry/log.ts';

export interface RunningServer {
  /** Address to open, e.g. `http://127.0.0.1:8080`. */
  url: string;
  /** Name of the administrator. */
  user: string;
  /** There on the very first start only: print it once. */
  firstPassword: string | null;
  /** Path of the certificate under `--ssl`. */
  certificate: string | null;
  /** Drains and stops; safe to call twice. */
  stop(reason?: string): Promise<void>;
  /** Resolves when the server has stopped, by `stop` or by a signal. */
  done: Promise<void>;
}

export interface ServeOptions extends Pick<AppDependencies, 'nodeLink'> {
  log?: Logger;
  /** Stop on SIGTERM, SIGINT and SIGHUP; a second one ends the waiting. Default true. */
  handleSignals?: boolean;
}

/**
 * Starts the whole server: data directory locked, database opened and migrated, node and modules started, listening.
 * @throws StartError with one line for a person; then nothing is left running
 */
export async function serve(config: Config, options: ServeOptions = {}): Promise<RunningServer> {
  refusePublishedPassword(config);
  const log = options.log ?? createLog({ level: config.logLevel, isTerminal: process.stdout.isTTY === true });
  const lock = lockDataDirectory(config.dataDir);
  let app: App | undefined;
  try {
    const certificate = config.ssl
      ? await loadCertificate(join(config.dataDir, 'certs'), config.host, systemClock.now())
      : null;
    app = createApp({ config, log, nodeLink: options.nodeLink, tls: certificate ?? undefined });
    app.lifecycle.onCleanup('data lock', () => lock.release());
    const { url, firstPassword } = await app.start();
    return runningServer({ app, url, firstPassword, certificate, config, log, options });
  } catch (error) {
    // The one line that tells why is what counts.
    log.level = 'warn';
    await app?.stop('the start failed');
    lock.release();
    throw asStartError(error, config);
  }
}

function runningServer(parts: {
  app: App;
  url: string;
  firstPassword: string | null;
  certificate: Certificate | null;
  config: Config;
  log: Logger;
  options: ServeOptions;
}): RunningServer {
  const { app, url, firstPassword, certificate, config, log, options } = parts;
  const done = Promise.withResolvers<void>();
  const release = options.handleSignals === false ? () => undefined : handleSignals(app, log);
  const stop = async (reason = 'asked to stop'): Promise<void> => {
    await app.stop(reason);
    release();
    done.resolve();
  };
  app.lifecycle.onTerminated(() => {
    release();
    done.resolve();
  });
  return {
    url,
    user: config.user,
    firstPassword,
    certificate: certificate?.file ?? null,
    stop,
    done: done.promise,
  };
}

/** Longest that a server which must end waits for its own last report. */
const reportFaultMs = 2_000;

/** @returns removes the handlers again */
function handleSignals(app: App, log: Logger): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (app.lifecycle.state !== 'RUNNING') return app.lifecycle.hurry();
    void app.stop(signal);
  };
  // After a fault that nobody caught the state of the process is unknown: stop in order, and say so by the exit code.
  const onFault = (error: unknown): void => {
    log.fatal({ err: error }, 'a fault that nobody caught');
    process.exitCode = 1;
    void app.stop('a fault that nobody caught');
    // Time to save it, but not to wait for work under way.
    const late = setTimeout(app.lifecycle.hurry, reportFaultMs);
    void app.reportFault(error).then(() => {
      clearTimeout(late);
      app.lifecycle.hurry();
    });
  };
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  process.on('uncaughtException', onFault).on('unhandledRejection', onFault);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('uncaughtException', onFault).off('unhandledRejection', onFault);
  };
}

function refusePublishedPassword(config: Config): void {
  if (config.password === null || isLoopback(config.host) || !isPublishedPassword(config.password)) return;
  throw new StartError(
    'ARCHITECT_PASSWORD is a password printed in public documents: outside loopback choose another one',
  );
}

function asStartError(error: unknown, { host, port }: Config): unknown {
  if (error instanceof StartError || !(error instanceof Error)) return error;
  const code = 'code' in error ? error.code : undefined;
  const texts: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is taken: stop what uses it, or choose another with --port`,
    EACCES: `port ${port} on ${host} needs more rights: choose one above 1023 with --port`,
    EADDRNOTAVAIL: `this machine has no address ${host}: choose another with --host`,
    ENOSPC: 'the disk is full: free some space and start again',
  };
  const text = typeof code === 'string' ? texts[code] : undefined;
  if (text !== undefined) return new StartError(text, { cause: error });
  if (error instanceof NewerDatabaseError) return new StartError(error.message, { cause: error });
  if (error instanceof AppError && error.code === 'UNAVAILABLE') {
    const reason = error.cause instanceof Error ? ` (${error.cause.message.split('\n')[0]})` : '';
    return new StartError(`${error.message}${reason}`, { cause: error });
  }
  return error;
}
