import { maxPromptBytes, type Prompt, type sendPromptBody } from '@architect/contracts/prompts';
import type { SessionMode } from '@architect/contracts/sessions';
import type { z } from 'zod';
import { AppError, invalidField } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { Nodes } from '../nodes/index.ts';
import { insertHistory, insertReceipt } from './attempt-store.ts';
import { type CleanContent, cleanContent } from './clean-content.ts';
import { finishPrompt } from './finish-prompt.ts';
import { laneOf } from './lane.ts';
import type { Limits } from './limits.ts';
import type { PromptRecords } from './prompt-records.ts';
import { findByKey, findPrompts, insertDependencies, insertPrompt } from './prompt-store.ts';
import type { AssignerTables } from './tables.ts';

/** A validated request to queue a prompt. */
export type NewPrompt = z.output<typeof sendPromptBody>;

export interface Enqueued {
  prompt: Prompt;
  adjusted: string[];
  /** True when the idempotency key was known: `prompt` is the first one. */
  duplicate: boolean;
}

export interface EnqueueOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  records: PromptRecords;
  wake(): void;
  limits: Limits;
}

/**
 * Queues prompts, all or none, in one write.
 * @throws AppError VALIDATION_FAILED, BODY_TOO_LARGE, NO_TARGET
 */
export async function enqueueAll(wanted: NewPrompt[], by: By, options: EnqueueOptions): Promise<Enqueued[]> {
  const checked = checkAll(wanted, options);
  const write = () => options.db.write((tx) => enqueueChecked(tx, checked, by, options));
  return await write().catch((error: unknown) => {
    // Two requests with one idempotency key at the same moment: the second one now finds the first.
    if (error instanceof AppError && error.code === 'CONFLICT') return write();
    throw error;
  });
}

/**
 * The same inside a transaction of the caller; the queue wakes after its commit.
 * @throws AppError VALIDATION_FAILED, BODY_TOO_LARGE, NO_TARGET
 */
export async function enqueueIn(
  tx: Tx,
  wanted: NewPrompt[],
  by: By,
  options: EnqueueOptions,
): Promise<Enqueued[]> {
  return await enqueueChecked(tx, checkAll(wanted, options), by, options);
}

interface Checked {
  prompt: NewPrompt;
  clean: CleanContent;
}

function checkAll(wanted: NewPrompt[], { nodes }: EnqueueOptions): Checked[] {
  const checked = wanted.map((prompt) => ({ prompt, clean: checkContent(prompt.content) }));
  for (const { prompt } of checked) {
    checkStorable(prompt);
    checkTarget(prompt, nodes);
  }
  return checked;
}

async function enqueueChecked(
  tx: Tx,
  checked: Checked[],
  by: By,
  options: EnqueueOptions,
): Promise<Enqueued[]> {
  const queued: Enqueued[] = [];
  for (const one of checked) queued.push(await enqueueOne(tx, one, by, options));
  tx.afterCommit(() => {
    for (const { prompt, duplicate } of queued) {
      options.log.info({ prompt: prompt.id, length: prompt.content.length, duplicate }, 'prompt queued');
    }
    options.wake();
  });
  return queued;
}

async function enqueueOne(
  tx: Tx,
  { prompt, clean }: Checked,
  by: By,
  { clock, records, limits }: EnqueueOptions,
): Promise<Enqueued> {
  const db = tx.tables<AssignerTables>();
  if (prompt.idempotency_key !== undefined) {
    const first = await findByKey(db, prompt.idempotency_key);
    if (first) return { prompt: await records.presentOne(db, first), adjusted: [], duplicate: true };
  }
  const dependsOn = [...new Set(prompt.depends_on ?? [])];
  const broken = await checkDependencies(tx, dependsOn);
  const now = clock.now();
  const { id } = await insertPrompt(db, {
    ...columnsOf(prompt),
    mode: prompt.mode ?? defaultMode(prompt, limits),
    content: clean.text,
    created_by: by.actor,
    lane: laneOf(by.username ?? by.actor, prompt.metadata ?? {}),
    created_at: now,
  });
  await insertDependencies(db, id, dependsOn);
  await insertReceipt(db, {
    prompt_id: id,
    attempt: 0,
    session: null,
    step: 'queued',
    at: now,
    evidence: clean.adjusted.length === 0 ? `by ${by.actor}` : `by ${by.actor}; ${clean.adjusted.join('; ')}`,
  });
  await insertHistory(db, {
    prompt_id: id,
    action: 'queued',
    session: prompt.target_session ?? null,
    actor: by.actor,
    details: '',
    at: now,
  });
  await tx.audit({
    actor: by.actor,
    action: 'prompt.queued',
    entityType: 'prompt',
    entityId: id,
    details: { bytes: Buffer.byteLength(clean.text), target_session: prompt.target_session ?? null },
    ...(by.correlationId === undefined ? {} : { correlationId: by.correlationId }),
  });
  const changed = broken
    ? await finishPrompt(db, id, { status: 'failed', code: 'DEPENDENCY_FAILED', error: broken }, now)
    : [id];
  const [record] = await records.announce(tx, changed);
  if (!record) throw new Error('a new prompt was not found');
  return { prompt: record, adjusted: clean.adjusted, duplicate: false };
}

/** The mode that is set for its provider; null: any. */
function defaultMode({ target_provider: provider }: NewPrompt, limits: Limits): SessionMode | null {
  return provider === undefined ? null : (limits.now().default_modes[provider] ?? null);
}

function checkContent(content: string): CleanContent {
  const bytes = Buffer.byteLength(content);
  if (bytes > maxPromptBytes) {
    throw new AppError(
      'BODY_TOO_LARGE',
      `the prompt has ${bytes} bytes; at most ${maxPromptBytes} are possible`,
    );
  }
  const clean = cleanContent(content);
  if (clean.text.trim() === '') {
    throw invalidField('content', 'content: a prompt has at least one visible character');
  }
  return clean;
}

/** Neither engine's JSON keeps NUL and halves of surrogate pairs. The content itself is cleaned instead. */
function checkStorable({ content: _cleaned, ...rest }: NewPrompt): void {
  for (const [field, value] of Object.entries(rest)) {
    JSON.stringify(value, (key, inner: unknown) => {
      for (const text of [key, inner]) {
        if (typeof text !== 'string' || (!text.includes('\0') && text.isWellFormed())) continue;
        throw invalidField(field, `${field}: a NUL character or half a surrogate pair cannot be stored`);
      }
      return inner;
    });
  }
}

function checkTarget(prompt: NewPrompt, nodes: Nodes): void {
  if (!prompt.require_target) return;
  if (prompt.target_session === undefined) {
    throw invalidField('require_target', 'require_target: needs a target_session');
  }
  if (nodes.session(prompt.target_session)) return;
  throw new AppError('NO_TARGET', `no session '${prompt.target_session}' exists`);
}

/** @returns why the prompt can never start, or null. */
async function checkDependencies(tx: Tx, dependsOn: number[]): Promise<string | null> {
  const rows = await findPrompts(tx.tables<AssignerTables>(), dependsOn);
  const known = new Set(rows.map((row) => row.id));
  const unknown = dependsOn.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw invalidField('depends_on', `depends_on: there is no prompt ${unknown.join(', ')}`);
  const failed = rows.find((row) => row.status === 'failed' || row.status === 'cancelled');
  if (!failed) return null;
  return `prompt ${failed.id}, on which it depends, ${failed.status === 'failed' ? 'failed' : 'was cancelled'}`;
}

function columnsOf(prompt: NewPrompt) {
  return {
    ...({ status: 'pending', priority: prompt.priority, source: prompt.source } as const),
    target_session: prompt.target_session ?? null,
    target_provider: prompt.target_provider ?? null,
    providers_json: prompt.providers ?? [],
    fallback_json: prompt.fallback ?? [],
    is_fallback_allowed: prompt.allow_fallback,
    is_directory_shared: prompt.allow_shared_directory,
    assigned_session: null,
    node: null,
    response: null,
    error: null,
    error_code: null,
    retry_count: 0,
    max_retries: prompt.max_retries,
    refusals: 0,
    timeout_minutes: prompt.timeout_minutes,
    elapsed_ms: 0,
    clock_started_at: null,
    idempotency_key: prompt.idempotency_key ?? null,
    metadata_json: prompt.metadata ?? {},
    is_archived: false,
    assigned_at: null,
    started_at: null,
    completed_at: null,
  };
}
