import { ApiError } from '@architect/contracts/call-endpoint';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import { CliError } from '../exit-codes.ts';
import { shortLine } from '../output.ts';
import { readAll } from '../read-all.ts';
import { findMilestone, findProject } from './find-place.ts';
import { openEditor } from './open-editor.ts';
import { type Flags, fieldsOf, givenFor } from './record-fields.ts';
import type { AnyRecord, RecordWords } from './record-kinds.ts';

/** `create [TITLE]`: by flags, or in an editor. */
export async function createRecord(
  words: RecordWords,
  title: string | undefined,
  { flags, context }: { flags: Flags; context: CommandContext },
): Promise<void> {
  const server = await context.connect();
  const body = await valuesOf(server, words, { flags, context });
  if (title !== undefined) return await send(server, { ...body, [words.title]: title });
  if (!isAtTerminal(context))
    throw new CliError('usage', `Say what it is called: architect ${words.command} create "…"`);
  const written = await openEditor(
    { title: '', text: String(body[words.text] ?? '') },
    editorOf(words, context),
  );
  await keeping(written.file, () =>
    send(server, { ...body, [words.title]: written.title, [words.text]: written.text }),
  );
  await written.done();

  async function send(to: Server, wanted: Record<string, unknown>): Promise<void> {
    const { data }: { data: AnyRecord } = await to.call(words.endpoints.create, { body: wanted });
    said(words, data, 'created', { flags, context });
  }
}

/** `edit ID`: by flags, or in an editor. */
export async function editRecord(
  words: RecordWords,
  id: number,
  { flags, context }: { flags: Flags; context: CommandContext },
): Promise<void> {
  const server = await context.connect();
  const body = await changesOf(server, words, id, { flags, context });
  if (Object.keys(body).length > 0) return await changeRecord(words, id, { body, flags, context, server });
  if (!isAtTerminal(context))
    throw new CliError(
      'usage',
      `Say what to change: architect ${words.command} edit --help shows the flags.`,
    );
  const { data: before }: { data: AnyRecord } = await server.call(words.endpoints.read, { params: { id } });
  const draft = { title: String(before[words.title]), text: String(before[words.text] ?? '') };
  const written = await openEditor(draft, editorOf(words, context));
  // With its version, so that what somebody else wrote meanwhile is not lost.
  const change = { [words.title]: written.title, [words.text]: written.text, version: before.version };
  await keeping(written.file, () => changeRecord(words, id, { body: change, flags, context, server }));
  await written.done();
}

/** Changes a record and says so. */
export async function changeRecord(
  words: RecordWords,
  id: number,
  told: {
    body: Record<string, unknown>;
    flags: Flags;
    context: CommandContext;
    server: Server;
    what?: string;
  },
): Promise<void> {
  const { body, server, what = 'changed' } = told;
  const { data }: { data: AnyRecord } = await server.call(words.endpoints.change, { params: { id }, body });
  said(words, data, what, told);
}

/** Says what was done to a record. */
export function said(
  { one, title }: RecordWords,
  record: AnyRecord,
  what: string,
  { flags, context: { output } }: { flags: Flags; context: CommandContext },
): void {
  if (flags.json) return output.json(record);
  const word = `${one.charAt(0).toUpperCase()}${one.slice(1)}`;
  output.line(`${word} ${record.id} (${shortLine(String(record[title]), 60)}) is ${what}.`);
}

/** The fields that flags name, as the API takes them. */
async function valuesOf(
  server: Server,
  words: RecordWords,
  { flags, context }: { flags: Flags; context: CommandContext },
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const field of fieldsOf(words)) {
    const value = givenFor(flags, field);
    if (value === undefined) continue;
    if (field.name === 'project_id') values.project_id = await findProject(server, String(value));
    else if (field.name === 'milestone_id')
      values.milestone_id = await findMilestone(server, String(value), values.project_id);
    else values[field.name] = value === '-' ? await readAll(context.stdin) : value;
  }
  return values;
}

async function changesOf(
  server: Server,
  words: RecordWords,
  id: number,
  { flags, context }: { flags: Flags; context: CommandContext },
): Promise<Record<string, unknown>> {
  const values = await valuesOf(server, words, { flags, context });
  for (const name of wordsIn(flags.clear)) values[name] = null;
  const [added, removed] = [wordsIn(flags.addLabel), wordsIn(flags.removeLabel)];
  if (added.length + removed.length === 0) return values;
  const { data }: { data: AnyRecord } = await server.call(words.endpoints.read, { params: { id } });
  const kept = [...new Set([...wordsIn(values.labels ?? data.labels), ...added])];
  return { version: data.version, ...values, labels: kept.filter((label) => !removed.includes(label)) };
}

function wordsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function isAtTerminal({ stdin, output }: CommandContext): boolean {
  return stdin.isTTY === true && output.isTty;
}

function editorOf({ text }: RecordWords, { env }: CommandContext) {
  return { env, textName: text };
}

/** A refusal leaves the text where it was written. */
async function keeping(file: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(
      error.status,
      error.code,
      `${error.message}\nWhat you wrote is in ${file}`,
      error.reply,
    );
  }
}
