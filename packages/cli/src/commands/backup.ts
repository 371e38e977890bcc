import { join, resolve } from 'node:path';
import {
  type BackupInfo,
  createBackup,
  restoreBackup,
  verifyBackup,
} from '@architect/server/platform/database/backup';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { dataDirOf } from '../connect.ts';

interface Json {
  json?: boolean;
}

/** `architect backup`: copies of the SQLite database and of the attachments. */
export function addBackup(program: Command, context: CommandContext): void {
  const backup = program
    .command('backup')
    .description(
      'back up, verify and restore the SQLite database of the data directory, with its attachments',
    )
    .addHelpText('after', examples);
  backup
    .command('create')
    .description('copy the database, while the server may go on')
    .argument('[folder]', 'where to put it', 'backups')
    .option('--json', 'print JSON')
    .action((folder: string, flags: Json) => create(folder, flags, context));
  backup
    .command('verify')
    .description('read a backup completely: checksum, integrity, migrations')
    .argument('<file>', 'the backup')
    .option('--json', 'print JSON')
    .action((file: string, flags: Json) => verify(file, flags, context));
  backup
    .command('restore')
    .description('put a backup in the place of the database; what was there is kept. Stop the server first')
    .argument('<file>', 'the backup')
    .option('--json', 'print JSON')
    .action((file: string, flags: Json) => restore(file, flags, context));
}

const examples = `
A backup x.db has its attachments beside it in x.attachments/, and the checksums of all in x.db.sha256: keep them together.

Examples:
  architect backup create /var/backups/architect
  architect backup verify backups/architect-20260131-143052.db
  architect serve --stop && architect backup restore backups/architect-20260131-143052.db`;

async function create(folder: string, flags: Json, { env, output, now }: CommandContext): Promise<void> {
  const stamp = new Date(now()).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const target = join(resolve(folder), `architect-${stamp}.db`);
  const info = await createBackup({ dataDir: dataDirOf(env), target });
  if (flags.json) output.json(info);
  else output.line(describe(info));
}

async function verify(file: string, flags: Json, { output }: CommandContext): Promise<void> {
  const info = await verifyBackup(resolve(file));
  if (flags.json) output.json(info);
  else output.line(`Good. ${describe(info)}`);
}

async function restore(file: string, flags: Json, { env, output, now }: CommandContext): Promise<void> {
  const dataDir = dataDirOf(env);
  const { backup, previous } = await restoreBackup({ dataDir, file: resolve(file), nowMs: now() });
  if (flags.json) return output.json({ data_dir: dataDir, previous, ...backup });
  output.line(`Restored into ${dataDir}.${previous ? ` What was there is kept as ${previous}.` : ''}`);
}

function describe({ file, bytes, files, sha256, migrations }: BackupInfo): string {
  return `${file}  ${bytes} bytes, ${files} attachment${files === 1 ? '' : 's'}, ${migrations.length} migrations, sha256 ${sha256}`;
}
