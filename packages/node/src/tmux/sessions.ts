import { shellQuote } from '@architect/contracts/shell-quote';
import type { Clock } from '../clock.ts';
import type { Connection } from './connect.ts';
import type { CreateSession, PaneFacts, PersonClient, SessionLabels } from './driver.ts';
import { paneFormat, parsePanes } from './pane-format.ts';
import { endProcesses, familyOf, listProcesses } from './processes.ts';
import { escapeProcessArgument, literalFormat, quoteArgument } from './quote.ts';
import { listPanes, unlinkLine } from './reconcile.ts';
import { runTmux, serverEnv, type TmuxCommand } from './tmux-command.ts';

/**
 * Arguments of `new-session`. `-E` keeps tmux from taking over environment of the client that happens to ask: the session
 * gets the server's environment and the given additions, nothing else.
 */
function newSessionArguments(spec: CreateSession): string[] {
  const env = Object.entries(spec.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return [
    ...['new-session', '-d', '-E', '-P', '-F', paneFormat],
    ...['-s', literalFormat(spec.name), '-c', literalFormat(spec.workingDir)],
    ...['-x', String(spec.width), '-y', String(spec.height), ...env],
    ...(spec.command === undefined ? [] : ['--', spec.command]),
  ];
}

/** Facts of the pane that `new-session -P` printed. */
function createdPane(printed: Buffer[]): PaneFacts {
  const facts = parsePanes(printed)[0]?.facts;
  if (!facts) throw new Error('tmux created a session but did not describe it');
  return facts;
}

export async function createThrough({ commander }: Connection, spec: CreateSession): Promise<PaneFacts> {
  const commands = [newSessionArguments(spec), ...labelCommands(`=${spec.name}:`, spec.labels)];
  const line = commands.map((words) => words.map(quoteArgument).join(' ')).join(' ; ');
  return createdPane(await commander.runGroup(line));
}

/** `set-option` for each label that is given. */
function labelCommands(target: string, { role, tier }: SessionLabels = {}): string[][] {
  return Object.entries({ '@architect_role': role, '@architect_tier': tier }).flatMap(([option, value]) => {
    if (value === undefined) return [];
    return [
      value === null
        ? ['set-option', '-u', '-t', target, option]
        : ['set-option', '-t', target, option, value],
    ];
  });
}

export async function labelSession(
  { commander }: Connection,
  sessionId: string,
  labels: SessionLabels,
): Promise<void> {
  const commands = labelCommands(`${sessionId}:`, labels);
  if (commands.length === 0) return;
  await commander.runGroup(commands.map((words) => words.map(quoteArgument).join(' ')).join(' ; '));
}

/** The first session of all: a process of its own, as there is no server to ask yet. */
export async function startServer(tmux: TmuxCommand, spec: CreateSession): Promise<PaneFacts> {
  const printed = await runTmux(
    tmux,
    [newSessionArguments(withOwnPath(spec)), ...labelCommands(`=${spec.name}:`, spec.labels)]
      .map((words) => words.map(escapeProcessArgument))
      .flatMap((words, index) => (index === 0 ? words : [';', ...words])),
    serverEnv(process.env),
  );
  return createdPane([Buffer.from(printed)]);
}

/** tmux gives a pane the PATH of a client that is not attached, whatever `-e PATH=…` says (spawn.c, seen in 3.3a). */
function withOwnPath(spec: CreateSession): CreateSession {
  const path = spec.env.PATH;
  if (path === undefined || spec.command === undefined) return spec;
  return { ...spec, command: `export PATH=${shellQuote(path)}; ${spec.command}` };
}

/**
 * Kills a session with those of its windows that no other session of a person holds, and sees their processes to the
 * end. Resolves with the pids that could not be ended. Rejects when there is no such session.
 */
export async function killSession(
  connection: Connection,
  sessionId: string,
  options: { clock: Clock; onKilled(): Promise<void> },
): Promise<number[]> {
  const { commander, hub } = connection;
  const records = (await listPanes(commander)).filter((record) => record.hubOwner === '');
  const own = records.filter(({ facts }) => facts.sessionId === sessionId).map(({ facts }) => facts);
  if (own.length === 0) throw new Error(`there is no session ${sessionId}`);
  const shared = new Set(
    records.filter(({ facts }) => facts.sessionId !== sessionId).map(({ facts }) => facts.windowId),
  );
  const ending = own.filter((facts) => !shared.has(facts.windowId));
  const family = familyOf(
    ending.filter((facts) => !facts.dead).map((facts) => facts.pid),
    listProcesses(),
  );
  await commander.run(`kill-session -t '${sessionId}'`);
  const windows = [...new Set(ending.map((facts) => facts.windowId))];
  await Promise.all(
    windows.map((windowId) => commander.run(unlinkLine(hub, windowId, true)).catch(notLinked)),
  );
  await options.onKilled();
  return endProcesses({ clock: options.clock, family });
}

function notLinked(): void {
  // The window was not in the hub (muted, or too young): killing the session ended it already.
}

/** Clients people look through; a client of a session group counts for every session that shows its window. */
export async function listPersonClients(
  { commander }: Connection,
  panes: readonly PaneFacts[],
): Promise<PersonClient[]> {
  const lines = await commander.run(
    `list-clients -F '#{client_control_mode} #{session_id} #{window_id} #{client_activity} #{client_tty}'`,
  );
  return lines.flatMap((line) => {
    const [isControl, sessionId = '', windowId, activity, ...tty] = line.toString('utf8').split(' ');
    if (isControl === '1') return [];
    const sharing = panes.filter((facts) => facts.windowId === windowId).map((facts) => facts.sessionId);
    return [...new Set([sessionId, ...sharing])].map((id) => ({
      sessionId: id,
      lastActivityAt: Number(activity) * 1000,
      tty: tty.join(' '),
    }));
  });
}

/**
 * Resizes a pane's window unless somebody is attached; then false. `resize-window` leaves the window at manual size for
 * ever, so the option is put back in the same step: a person who attaches later gets a window of their own size.
 */
export async function resizeWindow(
  { commander }: Connection,
  facts: PaneFacts,
  cols: number,
  rows: number,
): Promise<boolean> {
  const window = `'${facts.sessionId}:${facts.windowId}'`;
  const before = await commander.run(`show-options -w -v -t ${window} window-size`);
  const mode = before[0]?.toString('latin1') ?? '';
  const restore = /^[a-z]+$/.test(mode)
    ? `set-option -w -t ${window} window-size ${mode}`
    : `set-option -w -u -t ${window} window-size`;
  const lines = await commander.runGroup(
    // Our own clients sit on the hub: whoever is attached to a session is somebody else.
    `if-shell -F -t ${window} '#{==:#{window_active_clients}.#{session_attached},0.0}'` +
      ` { resize-window -t ${window} -x ${cell(cols)} -y ${cell(rows)} ; ${restore} ; display-message -p resized }`,
  );
  return lines.at(-1)?.toString('latin1') === 'resized';
}

function cell(count: number): number {
  if (!Number.isInteger(count) || count < 1 || count > 10_000)
    throw new Error(`not a size in cells: ${count}`);
  return count;
}
