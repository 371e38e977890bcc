import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { getCACertificates } from 'node:tls';
import { accountEndpoints } from '@architect/contracts/accounts';
import { nodeName } from '@architect/contracts/node-wire';
import { isLoopback } from '@architect/server/config';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { startNodeInBackground, stopNode, tellNodeStatus } from './node-background.ts';
import { type NodeSettings, runNode } from './node-foreground.ts';

interface NodeFlags {
  dashboard?: string;
  name?: string;
  tokenFile?: string;
  ca?: string;
  dataDir?: string;
  tmuxSocket?: string;
  daemon?: boolean;
  status?: boolean;
  stop?: boolean;
  json?: boolean;
}

/** `architect node`: this machine's sessions in a dashboard elsewhere. */
export function addNode(program: Command, context: CommandContext): void {
  const node = program
    .command('node')
    .summary("show this machine's sessions in a dashboard elsewhere")
    .description(
      "Joins this machine's tmux sessions to a dashboard on another machine, and connects again whenever the connection is lost.",
    )
    .option('--dashboard <url>', 'address of the dashboard (ARCHITECT_URL)')
    .option('--name <name>', 'name of this node in the dashboard (the name of the machine)')
    .option('--token-file <file>', 'file with the key of this node (else ARCHITECT_TOKEN)')
    .option('--ca <file>', "certificate to trust, as the dashboard's own under --ssl")
    .option('--data-dir <dir>', 'where the node keeps its files (ARCHITECT_DATA_DIR; data/node)')
    .option('--tmux-socket <name>', 'name of the tmux server, as in tmux -L (ARCHITECT_TMUX_SOCKET)')
    .option('--daemon', 'run in the background; the log goes to node.log in the data directory')
    .option('--status', 'say whether it runs and is connected')
    .option('--stop', 'end it; its sessions run on')
    .option('--json', 'print JSON (with --status)')
    .addHelpText('after', examples)
    .action((flags: NodeFlags) => start(flags, context));
  node
    .command('key')
    .description('make the key with which a node connects; run this beside the dashboard. It is shown once')
    .argument('<name>', 'name of the node')
    .action((name: string) => makeKey(name, context));
}

const examples = `
Examples:
  architect node key builder > builder.key      beside the dashboard
  architect node --dashboard https://dash.example.net:8080 --name builder --token-file builder.key --daemon
  architect node --status`;

async function start(flags: NodeFlags, context: CommandContext): Promise<void> {
  const { env } = context;
  const dataDir = dataDirOf(flags.dataDir ?? env.ARCHITECT_DATA_DIR);
  if (flags.status) return tellNodeStatus(dataDir, flags.json === true, context);
  if (flags.stop) return stopNode(dataDir, context);
  // Also before a start in the background: mistakes are told at once.
  const settings: NodeSettings = {
    name: checkName(flags.name ?? hostname().split('.')[0] ?? ''),
    dashboard: checkDashboard(flags.dashboard ?? env.ARCHITECT_URL),
    token: await readToken(flags.tokenFile, env.ARCHITECT_TOKEN),
    ca: flags.ca === undefined ? undefined : [...getCACertificates('default'), await read(flags.ca)],
    dataDir,
    socketName: flags.tmuxSocket ?? (env.ARCHITECT_TMUX_SOCKET || undefined),
  };
  if (flags.daemon) return startNodeInBackground(dataDir, process.argv.slice(2), context);
  return runNode(settings, context);
}

async function makeKey(name: string, { connect, output }: CommandContext): Promise<void> {
  const server = await connect();
  const { key } = await server.call(accountEndpoints.createKey, {
    body: { name: `node:${checkName(name)}`, role: 'operator' },
  });
  output.note(`The key of node ${name}. Keep it now: it is not shown again.`);
  output.line(key);
}

const repositoryRoot = resolve(import.meta.dirname, '../../../..');

function dataDirOf(given: string | undefined): string {
  return resolve(repositoryRoot, given || 'data/node');
}

function checkName(name: string): string {
  const { data, error } = nodeName.safeParse(name);
  if (data !== undefined) return data;
  throw new CliError('usage', `'${name}' cannot be a node (--name): ${error?.issues[0]?.message}.`);
}

/** A key is never sent in the clear to another machine. */
function checkDashboard(address: string | undefined): string {
  if (!address)
    throw new CliError('usage', 'Which dashboard? Give its address with --dashboard or ARCHITECT_URL.');
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new CliError('usage', `--dashboard takes an http or https address, not ${address}.`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new CliError('usage', `--dashboard ${address}: plain http is for this machine only; use https.`);
  return address.replace(/\/+$/, '');
}

async function readToken(file: string | undefined, fromEnv: string | undefined): Promise<string> {
  const token = (file === undefined ? (fromEnv ?? '') : await read(file)).trim();
  if (/^\S+$/.test(token)) return token;
  const hint = 'Make one beside the dashboard with "architect node key NAME".';
  if (token) throw new CliError('usage', `${file ?? 'ARCHITECT_TOKEN'} holds no key. ${hint}`);
  throw new CliError('usage', `Which key? Give it with --token-file or ARCHITECT_TOKEN. ${hint}`);
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError('usage', `${file} cannot be read (${error.code}).`);
  });
}
