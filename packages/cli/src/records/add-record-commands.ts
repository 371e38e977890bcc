import { workKind } from '@architect/contracts/assignments';
import { Argument, type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { readId, readList } from '../read-number.ts';
import { addAssign } from './assign-record.ts';
import { addFiles } from './attach-files.ts';
import { addExchange } from './exchange-records.ts';
import { addList } from './list-records.ts';
import { addFieldFlags, type Flags, fieldsOf, readCleared } from './record-fields.ts';
import type { AnyRecord, RecordWords } from './record-kinds.ts';
import { addParts } from './record-parts.ts';
import { showRecord } from './show-record.ts';
import { changeRecord, createRecord, editRecord, said } from './write-record.ts';

/** The commands that all kinds of records have. @returns the command itself, for what one kind has besides */
export function addRecordCommands(
  program: Command,
  words: RecordWords,
  { description, examples, context }: { description: string; examples: string; context: CommandContext },
): Command {
  const command = program
    .command(words.command)
    .description(description)
    .addHelpText('after', `\nExamples:\n${examples}`);
  addList(command, words, context);
  command
    .command('show')
    .description(`one ${words.one} with its texts, work, relations, links and comments`)
    .argument('<id>', `number of the ${words.one}`, readId)
    .option('--json', 'print JSON')
    .action((id: number, { json }: { json?: boolean }) => showRecord(words, id, { json, context }));
  addWriting(command, words, context);
  addStatus(command, words, context);
  addParts(command, words, context);
  addFiles(command, words, context);
  const worked = workKind.safeParse(words.kind);
  if (worked.success) addAssign(command, { kind: worked.data, one: words.one }, context);
  addRemoval(command, words, context);
  addExchange(command, words, context);
  return command;
}

function addWriting(command: Command, words: RecordWords, context: CommandContext): void {
  const create = command
    .command('create')
    .description(`create a ${words.one}; without a title, in your editor`)
    .argument('[title]', `the ${words.title} of it`);
  addFieldFlags(create, words, [words.title])
    .option('--json', 'print JSON')
    .action((title: string | undefined, flags: Flags) => createRecord(words, title, { flags, context }));
  const edit = command
    .command('edit')
    .description(`change a ${words.one}; without a flag, in your editor`)
    .argument('<id>', `number of the ${words.one}`, readId);
  addFieldFlags(edit, words);
  const fields = fieldsOf(words);
  if (fields.some(({ isNullable }) => isNullable))
    edit.addOption(
      new Option('--clear <fields>', 'fields that shall be empty').argParser(readCleared(words)),
    );
  if (fields.some(({ name }) => name === 'labels'))
    edit
      .option('--add-label <labels>', 'labels it has besides', readList)
      .option('--remove-label <labels>', 'labels it has no more', readList);
  edit
    .option('--json', 'print JSON')
    .action((id: number, flags: Flags) => editRecord(words, id, { flags, context }));
}

function addStatus(command: Command, words: RecordWords, context: CommandContext): void {
  const statuses = fieldsOf(words).find(({ name }) => name === 'status')?.choices ?? [];
  const moves = Object.entries(words.moves ?? {}).map(
    ([from, to]) => `  ${from.padEnd(12)} → ${to.join(', ')}`,
  );
  command
    .command('status')
    .description(`move a ${words.one} to another status`)
    .argument('<id>', `number of the ${words.one}`, readId)
    .addArgument(new Argument('<status>', 'the new one').choices(statuses))
    .option('--json', 'print JSON')
    .addHelpText('after', moves.length > 0 ? `\nWhat may become what:\n${moves.join('\n')}` : '')
    .action(async (id: number, status: string, flags: Flags) => {
      const server = await context.connect();
      await changeRecord(words, id, { body: { status }, flags, context, server, what: status });
    });
}

function addRemoval(command: Command, words: RecordWords, context: CommandContext): void {
  const { remove, restore } = words.endpoints;
  for (const [name, endpoint, what] of [
    ['delete', remove, 'deleted; restore brings it back'],
    ['restore', restore, 'restored'],
  ] as const)
    command
      .command(name)
      .description(
        name === 'delete' ? `delete a ${words.one}; it can be restored` : `bring a deleted ${words.one} back`,
      )
      .argument('<id>', `number of the ${words.one}`, readId)
      .option('--json', 'print JSON')
      .action(async (id: number, flags: Flags) => {
        const { data }: { data: AnyRecord } = await (await context.connect()).call(endpoint, {
          params: { id },
        });
        said(words, data, what, { flags, context });
      });
}
