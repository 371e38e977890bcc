import type { ListQuery, Pagination } from '@architect/contracts/reply';
import type { SuggestBody, Suggestion, SuggestionStatus } from '@architect/contracts/suggestions';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { Errors } from '../errors/index.ts';
import { type Todos, todoRef } from '../milestone-plans/index.ts';
import { type Became, becomeWork, type Confirmation, type Goals } from './decide.ts';
import { findWork, type WorkSigns } from './find-work.ts';
import {
  findSuggestion,
  listSuggestions,
  lockSuggestion,
  overdueIds,
  type SuggestionRow,
  toSuggestion,
  updateSuggestion,
} from './store.ts';
import { keepFindings, submit, tellSuggestion } from './suggest.ts';

export interface SuggestionOptions
  extends Pick<ModuleContext, 'db' | 'clock'>,
    Omit<Goals, 'bugs' | 'clock'>,
    Omit<WorkSigns, 'bugs' | 'errors'> {
  errors: Pick<Errors, 'service' | 'createBug'>;
  bugs: Goals['bugs'] & WorkSigns['bugs'];
}

export interface Suggested {
  suggestions: Suggestion[];
  /** Of a submission: the same one was pending already. */
  isDuplicate: boolean;
}

/** Proposed work until a person has decided. Acts throw NOT_FOUND, and CONFLICT when it is decided already. */
export interface SuggestionService {
  suggest(wish: SuggestBody, by: By): Promise<Suggested>;
  list(query: ListQuery): Promise<{ data: Suggestion[]; pagination: Pagination }>;
  read(id: number): Promise<Suggestion>;
  confirm(id: number, wish: Confirmation, by: By): Promise<Suggestion>;
  skip(id: number, reason: string | undefined, by: By): Promise<Suggestion>;
  complete(id: number, result: unknown, by: By): Promise<Suggestion>;
}

const server: By = { actor: 'system' };

export function createSuggestionService(options: SuggestionOptions): SuggestionService {
  const { db, clock } = options;

  /** Whatever is read or decided next has no pending row whose time is up. */
  async function expire(): Promise<void> {
    if ((await overdueIds(db, clock.now())).length === 0) return;
    await db.write(async (tx) => {
      for (const id of await overdueIds(tx, clock.now())) {
        const row = await updateSuggestion(tx, id, { status: 'expired' });
        await tellSuggestion(tx, row, 'expired', server);
      }
    });
  }

  /** Moves one suggestion from the status it must have. */
  async function decide(
    id: number,
    { from, word, by }: { from: SuggestionStatus; word: string; by: By },
    values: (tx: Tx, row: SuggestionRow) => Promise<Partial<SuggestionRow>>,
  ): Promise<Suggestion> {
    await expire();
    return await db.write(async (tx) => {
      const row = await lockSuggestion(tx, db, id);
      if (!row) throw missing(id);
      if (row.status !== from)
        throw new AppError('CONFLICT', `the suggestion is ${row.status}; only ${from} ones can be ${word}`);
      return toSuggestion(
        await tellSuggestion(tx, await updateSuggestion(tx, id, await values(tx, row)), word, by),
      );
    });
  }

  const decided = (by: By) => ({ confirmed_by: by.actor, confirmed_at: clock.now() });
  return {
    async suggest(wish, by) {
      await expire();
      if ('title' in wish) {
        const { row, isDuplicate } = await db.write((tx) => submit(tx, wish, { by, clock }));
        return { suggestions: [toSuggestion(row)], isDuplicate };
      }
      const findings = await findWork(options, wish.project_id);
      const rows = await db.write((tx) => keepFindings(tx, findings, { by, clock }));
      return { suggestions: rows.map(toSuggestion), isDuplicate: false };
    },
    async list(query) {
      await expire();
      return await listSuggestions(db, query);
    },
    async read(id) {
      await expire();
      const row = await findSuggestion(db, id);
      if (!row) throw missing(id);
      return toSuggestion(row);
    },
    confirm: async (id, wish, by) => {
      const made = await bugOfError(await findSuggestion(db, id), { wish, by }, options);
      return await decide(id, { from: 'pending', word: 'confirmed', by }, async (tx, row) => ({
        ...(made ?? (await becomeOnce(tx, row, { wish, by, goals: options }, options.todos))),
        ...decided(by),
        status: 'confirmed',
        reason: wish.notes ?? null,
      }));
    },
    skip: (id, reason, by) =>
      decide(id, { from: 'pending', word: 'skipped', by }, async () => ({
        ...decided(by),
        status: 'skipped',
        reason: reason ?? null,
      })),
    complete: (id, value, by) =>
      decide(id, { from: 'confirmed', word: 'completed', by }, async () => ({
        status: 'completed',
        completed_at: clock.now(),
        result_json: { value },
      })),
  };
}

/**
 * The bug of an error is made where errors are kept, in a write of its own: it is linked with its error, and there is only
 * one. Should the confirmation fail, the next one finds it.
 */
async function bugOfError(
  row: SuggestionRow | null,
  { wish, by }: { wish: Confirmation; by: By },
  { errors }: SuggestionOptions,
): Promise<Became | null> {
  if (row?.status !== 'pending' || row.about_kind !== 'error' || row.about_id === null) return null;
  if ((wish.becomes ?? row.becomes) !== 'bug') return null;
  const bug = await errors.createBug(row.about_id, { project_id: wish.project_id, title: wish.title }, by);
  return { record_kind: 'bug', record_id: bug.id, prompt_id: null };
}

/** Work of a file becomes one record, whoever makes it: a scan that imports, or this. */
async function becomeOnce(
  tx: Tx,
  row: SuggestionRow,
  how: { wish: Confirmation; by: By; goals: Goals },
  todos: Todos,
): Promise<Became> {
  const todo = row.origin === 'todo' ? todoRef.safeParse(row.context_json.todo).data : undefined;
  if (!todo || row.project_id === null) return await becomeWork(tx, row, how);
  const known = await todos.recordOf(tx, row.project_id, todo.key);
  if (known) return { record_kind: known.kind, record_id: known.id, prompt_id: null };
  const became = await becomeWork(tx, row, how);
  const { record_kind: kind, record_id: id } = became;
  if ((kind === 'bug' || kind === 'feature') && id !== null)
    await todos.keep(tx, { ...todo, project_id: row.project_id }, { kind, id });
  return became;
}

function missing(id: number): AppError {
  return new AppError('NOT_FOUND', `there is no suggestion ${id}`);
}
