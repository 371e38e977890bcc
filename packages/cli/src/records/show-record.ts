import { assignmentEndpoints, type RecordWork, workKind } from '@architect/contracts/assignments';
import { type Attachment, attachmentEndpoints } from '@architect/contracts/attachments';
import {
  type Comment,
  type RecordLink,
  type Relation,
  recordPartEndpoints,
} from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { usageWords } from '@architect/contracts/usage';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import { type Output, shortLine } from '../output.ts';
import { ageOf } from '../show-times.ts';
import { paintRecord } from './paint-record.ts';
import { plainText } from './plain-text.ts';
import { fieldsOf } from './record-fields.ts';
import { type AnyRecord, milestoneWords, projectWords, type RecordWords } from './record-kinds.ts';

/** What belongs to a record besides its own fields. */
export interface RecordParts {
  comments: Comment[];
  relations: Relation[];
  links: RecordLink[];
  work: RecordWork | null;
  files: Attachment[];
}

/** @throws ApiError NOT_FOUND for what is deleted */
export async function readParts(server: Server, { kind, id }: RecordRef): Promise<RecordParts> {
  const params = { kind, id };
  const worked = workKind.safeParse(kind);
  const [comments, relations, links, files, work] = await Promise.all([
    server.call(recordPartEndpoints.listComments, { params }),
    server.call(recordPartEndpoints.listRelations, { params }),
    server.call(recordPartEndpoints.listLinks, { params }),
    server.call(attachmentEndpoints.listAttachments, { params }),
    worked.success
      ? server.call(assignmentEndpoints.getRecordWork, { params: { kind: worked.data, id } })
      : null,
  ]);
  return {
    comments: comments.data,
    relations: relations.data,
    links: links.data,
    files: files.data,
    work: work?.data ?? null,
  };
}

const noParts: RecordParts = { comments: [], relations: [], links: [], files: [], work: null };

/** One record whole: its facts, its texts, who works on it, and what was added to it. */
export async function showRecord(
  words: RecordWords,
  id: number,
  { json, context }: { json: boolean | undefined; context: CommandContext },
): Promise<void> {
  const server = await context.connect();
  const { data }: { data: AnyRecord } = await server.call(words.endpoints.read, { params: { id } });
  // What is deleted shows no parts until it is restored.
  const parts = data.deleted_at === null ? await readParts(server, { kind: words.kind, id }) : noParts;
  const { output } = context;
  if (json) return output.json({ ...data, ...parts });
  showHead(words, { ...data, ...(await placeOf(server, data)) }, output);
  for (const text of textsOf(words)) showText(text, data[text], output);
  showParts(parts, context);
}

/** The names of the project and the milestone besides their numbers. */
async function placeOf(
  server: Server,
  { project_id, milestone_id }: AnyRecord,
): Promise<Record<string, string>> {
  const named = async (endpoint: RecordWords['endpoints']['read'], id: unknown) => {
    const { data }: { data: { name: string } } = await server.call(endpoint, { params: { id: Number(id) } });
    return `${data.name} (${String(id)})`;
  };
  return {
    ...(project_id ? { project_id: await named(projectWords.endpoints.read, project_id) } : {}),
    ...(milestone_id ? { milestone_id: await named(milestoneWords.endpoints.read, milestone_id) } : {}),
  };
}

function showHead(words: RecordWords, record: AnyRecord, output: Output): void {
  const { colors } = output;
  const status = String(record.status);
  output.line(
    `${colors.bold(shortLine(String(record[words.title]), 500))} ${colors.dim(`${words.one} ${record.id}`)} ${paintRecord('status', status, colors)(status)}`,
  );
  if (record.deleted_at !== null)
    output.line(colors.red(`Deleted. architect ${words.command} restore ${record.id} brings it back.`));
  showFact('created', `${minuteOf(record.created_at)} by ${String(record.created_by)}`, output);
  if (record.version > 1)
    showFact('changed', `${minuteOf(record.updated_at)} by ${String(record.updated_by)}`, output);
  for (const [name, value] of Object.entries(record))
    if (!shownElsewhere.includes(name) && name !== words.title && !textsOf(words).includes(name))
      showFact(name.replace(/_id$/, '').replaceAll('_', ' '), value, output);
}

const shownElsewhere = 'id version status created_by created_at updated_by updated_at deleted_at'.split(' ');

/** `2026-01-31 14:03`, in UTC as every time of the API. */
function minuteOf(iso: unknown): string {
  return String(iso).slice(0, 16).replace('T', ' ');
}

/** One line of a fact; nothing where there is nothing to say. */
export function showFact(name: string, value: unknown, output: Output): void {
  const text = factOf(value);
  if (text !== '') output.line(`${output.colors.dim(name.padEnd(16))} ${shortLine(text, 2_000)}`);
}

function factOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(factOf).join(', ');
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? minuteOf(value) : value;
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${name.replaceAll('_', ' ')} ${factOf(one)}`)
    .join(', ');
}

/** The long texts of a kind, the main one first. */
function textsOf(words: RecordWords): string[] {
  const texts = ['description', 'spec', 'resolution'];
  return fieldsOf(words)
    .map(({ name }) => name)
    .filter((name) => texts.includes(name));
}

export function showText(title: string, text: unknown, output: Output): void {
  if (typeof text !== 'string' || text.trim() === '') return;
  output.line(`\n${output.colors.dim(title)}\n${plainText(text)}`);
}

/** The parts of a record, each kind under its own heading. */
export function showParts(
  { comments, relations, links, files, work }: RecordParts,
  context: CommandContext,
): void {
  const { output, now } = context;
  const { dim } = output.colors;
  const heading = (title: string, many: readonly unknown[]) =>
    many.length > 0 && output.line(`\n${dim(title)}`);
  if (work) showWork(work, output);
  heading('relations', relations);
  for (const { id, type, direction, other } of relations) {
    const words = direction === 'out' ? type.replaceAll('_', ' ') : `is ${passive[type]}`;
    const ended = other.deleted ? 'deleted' : (other.status ?? '');
    output.line(
      `${dim(`#${id}`)} ${words} ${other.kind.replaceAll('_', ' ')} ${other.id}: ${shortLine(other.title, 80)} ${dim(ended)}`,
    );
  }
  heading('links', links);
  for (const { id, type, value, title } of links)
    output.line(
      `${dim(`#${id} ${type.replaceAll('_', ' ')}`)} ${shortLine(value, 300)}${title ? ` ${dim(shortLine(title, 80))}` : ''}`,
    );
  heading('files', files);
  for (const { id, name, media_type, size } of files)
    output.line(`${dim(`#${id}`)} ${shortLine(name, 200)} ${dim(`${media_type}, ${size} bytes`)}`);
  heading('comments', comments);
  for (const { id, author, created_at, body } of comments)
    output.line(
      `${dim(`#${id}`)} ${shortLine(author, 100)} ${dim(`${ageOf(created_at, now())} ago`)}\n${plainText(body)}`,
    );
}

const passive: Record<Relation['type'], string> = {
  blocks: 'blocked by',
  duplicates: 'duplicated by',
  caused_by: 'the cause of',
  fixed_by: 'the fix of',
  relates_to: 'related to',
};

function showWork(
  { assignment, prompt, session, branch, agent_state, answer, usage, waiting_reason }: RecordWork,
  output: Output,
): void {
  output.line(`\n${output.colors.dim('work')}`);
  const state = prompt
    ? `prompt ${prompt.id} ${prompt.status}`
    : `prompt ${assignment.prompt_id} was cleared`;
  showFact('agent', [session ?? assignment.provider ?? 'any', agent_state].filter(Boolean).join(' '), output);
  showFact('state', [state, assignment.outcome].filter(Boolean).join(', '), output);
  showFact('waits', waiting_reason, output);
  showFact('branch', branch, output);
  showFact('took', usage && usageWords(usage), output);
  showFact('error', prompt?.error, output);
  showText('answer', answer, output);
}
