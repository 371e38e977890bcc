import { systemClock } from '@architect/node/clock';
import { NodeLinkClient } from '@architect/node/node-link-client';
import type { Ending } from '@architect/node/node-socket';
import { startNode } from '@architect/node/start-node';
import { lockDataDirectory } from '@architect/server/platform/data-lock';
import { createLog } from '@architect/server/platform/telemetry/log';
import { readVersion } from '@architect/server/platform/version';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { type NodeFile, removeNodeFile, writeNodeFile } from '../node-file.ts';
import { processStart } from '../process-identity.ts';

export interface NodeSettings {
  name: string;
  /** `http(s)://…` */
  dashboard: string;
  token: string;
  ca: string[] | undefined;
  dataDir: string;
  /** As in `tmux -L`; undefined = tmux's own. */
  socketName: string | undefined;
}

/** Runs the node in this process until a signal ends it. Its sessions run on. */
export async function runNode(settings: NodeSettings, { output, env }: CommandContext): Promise<void> {
  process.title = 'architect node';
  const { name, dashboard, dataDir } = settings;
  const lock = lockDataDirectory(dataDir);
  const log = createLog({ level: env.LOG_LEVEL || 'info', isTerminal: process.stdout.isTTY === true });
  const node = await startNode({
    name,
    dataDir,
    log,
    ...(settings.socketName ? { socketName: settings.socketName } : {}),
  });
  const say = createStatus(settings, env.ARCHITECT_LOG_FILE ?? null, (text) => output.note(text));
  const done = Promise.withResolvers<void>();
  let isFirst = true;
  const client = new NodeLinkClient({
    ...settings,
    link: node.link,
    version: readVersion(),
    clock: systemClock,
    random: Math.random,
    onError: (error) => log.error({ err: error }, 'a request could not be carried out'),
    onChange(ending) {
      // Once it was in, it waits: the key may be given back. At first the person who starts it learns of the mistake.
      if (isFirst && isMistake(ending)) return done.reject(refusalOf(ending, dashboard));
      const file = say(ending);
      if (isFirst) tellStarter(file);
      isFirst = false;
    },
  });
  // While it waits to connect again, nothing else may keep the process alive.
  const staying = setInterval(() => undefined, 60_000);
  const release = onSignals(() => done.resolve());
  try {
    await done.promise;
  } finally {
    release();
    clearInterval(staying);
    // A node that stops sees its sessions as gone: nobody may hear that.
    client.stop();
    await node.stop();
    removeNodeFile(dataDir);
    lock.release();
  }
}

function isMistake(ending: Ending | null): ending is Ending {
  return ending?.kind === 'key' || ending?.kind === 'refused';
}

function refusalOf({ kind, text }: Ending, dashboard: string): CliError {
  return new CliError(kind === 'key' ? 'forbidden' : 'failed', `${dashboard} refuses this node: ${text}.`);
}

/** Keeps `node.json` true, and says each change once. */
function createStatus(
  { name, dashboard, dataDir }: NodeSettings,
  log: string | null,
  tell: (text: string) => void,
) {
  const process_start = processStart(process.pid);
  const started_at = new Date().toISOString();
  let said = '';
  return (ending: Ending | null): NodeFile => {
    const text =
      ending === null
        ? `Node ${name} is connected to ${dashboard}.`
        : `Node ${name} is not connected to ${dashboard}: ${ending.text}. Trying again.`;
    if (text !== said) tell(text);
    said = text;
    const file: NodeFile = {
      name,
      dashboard,
      connected: ending === null,
      note: ending?.text ?? '',
      pid: process.pid,
      process_start,
      started_at,
      log,
    };
    writeNodeFile(dataDir, file);
    return file;
  };
}

/** The program that started us in the background waits for this one message. */
function tellStarter(file: NodeFile): void {
  if (!process.send) return;
  process.send(file);
  process.disconnect?.();
}

/** @returns removes the handlers: a second signal then ends the process at once */
function onSignals(run: () => void): () => void {
  const signals: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  for (const signal of signals) process.on(signal, run);
  return () => {
    for (const signal of signals) process.off(signal, run);
  };
}
