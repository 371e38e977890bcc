import { openAsBlob } from 'node:fs';
import { access, constants, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { attachmentEndpoints } from '@architect/contracts/attachments';
import { urlOf } from '@architect/contracts/call-endpoint';
import type { RecordKind } from '@architect/contracts/records';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { shortLine } from '../output.ts';
import { readId } from '../read-number.ts';

interface Json {
  json?: boolean;
}

/** `attach`, `download` and `detach`: files of a record. */
export function addFiles(
  command: Command,
  { kind, one }: { kind: RecordKind; one: string },
  context: CommandContext,
): void {
  command
    .command('attach')
    .description(`attach a file to a ${one}`)
    .argument('<id>', `number of the ${one}`, readId)
    .argument('<file>', 'a picture, PDF, archive or text, 10 MB at most')
    .option('--name <name>', 'another name')
    .option('--json', 'print JSON')
    .action((id: number, file: string, flags: Json & { name?: string }) =>
      attach({ kind, id }, file, { flags, context }),
    );
  command
    .command('download')
    .description('print a file, or save it')
    .argument('<file>', 'number of the file, as show prints it', readId)
    .option('--output <path>', 'save it there; without it, standard output when that is piped')
    .action((id: number, { output }: { output?: string }) => download(id, output, context));
  command
    .command('detach')
    .description('delete a file for good')
    .argument('<file>', 'number of the file, as show prints it', readId)
    .action(async (id: number) => {
      const { data } = await (await context.connect()).call(attachmentEndpoints.deleteAttachment, {
        params: { id },
      });
      context.output.line(`File ${id} (${shortLine(data.name, 60)}) is deleted.`);
    });
}

async function attach(
  params: { kind: RecordKind; id: number },
  file: string,
  { flags, context }: { flags: Json & { name?: string }; context: CommandContext },
): Promise<void> {
  // A blob does not say why it cannot be opened.
  await access(file, constants.R_OK).catch((error: Error) => {
    throw new CliError('usage', `${file} cannot be read: ${error.message}`, { cause: error });
  });
  const bytes = await openAsBlob(file);
  const wanted = { params, query: { name: flags.name ?? basename(file) } };
  const server = await context.connect();
  const { data } = await server.call(attachmentEndpoints.uploadAttachment, wanted, bytes);
  if (flags.json) context.output.json(data);
  else context.output.line(`File ${data.id} (${shortLine(data.name, 60)}) is attached.`);
}

/** Bytes of strangers never reach a terminal. */
async function download(id: number, path: string | undefined, context: CommandContext): Promise<void> {
  if (path === undefined && context.output.isTty)
    throw new CliError('usage', 'Say where to save it: --output FILE.');
  const server = await context.connect();
  const { readAttachment } = attachmentEndpoints;
  const reply = await fetch(server.url + urlOf(readAttachment, { params: { id } }), {
    headers: server.headers,
  });
  if (!reply.ok) throw new CliError('conflict', `there is no attachment ${id} for you (${reply.status})`);
  const bytes = Buffer.from(await reply.arrayBuffer());
  if (path === undefined) context.stdout.write(bytes);
  else await writeFile(path, bytes);
}
