import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { Database, ModuleContext, Tx } from '../../platform/context.ts';
import type { RecordFace } from './face-store.ts';
import { createRecordChanges, missing, showOne } from './record-changes.ts';
import type { RecordRow } from './record-columns.ts';
import type { RecordStore } from './record-store.ts';
import type { Source } from './tables.ts';

/** What one kind of record adds to what all have in common. */
export interface RecordRules<Row extends RecordRow, Kept, Create, Change> {
  store: RecordStore<Row>;
  kind: RecordFace['kind'];
  /** The values of a new row. @throws AppError for what is wrong with them beyond their form */
  created(tx: Tx, wanted: Create, now: number): Promise<Omit<Row, keyof RecordRow>>;
  /** The values that change, derived ones included. @throws AppError for a move that is not allowed */
  changed(tx: Tx, before: Row, change: Change, now: number): Promise<Partial<Omit<Row, keyof RecordRow>>>;
  /** @throws AppError CONFLICT when it cannot come back as it is */
  restored?(tx: Tx, row: Row): Promise<void>;
  /** Rows as the API shows them. */
  toRecords(source: Source, rows: Row[]): Promise<Kept[]>;
  /** What searches, other records and filters by label see of it; `body` is all its text besides. */
  face(row: Row): {
    title: string;
    status: string | null;
    project_id: number | null;
    body: string;
    labels?: readonly string[];
  };
}

/** Everything that can be done with records of one kind: transactional, audited, and told to everybody. */
export interface RecordService<Kept, Create, Change> {
  list(query: ListQuery): Promise<{ data: Kept[]; pagination: Pagination }>;
  /** @throws AppError NOT_FOUND */
  read(id: number): Promise<Kept>;
  create(wanted: Create, by: By): Promise<Kept>;
  /**
   * All of them or none, in one transaction; a refusal names the row, from 1. With `isTrial` everything is checked and
   * nothing kept.
   */
  createAll(wanted: readonly Create[], by: By, isTrial?: boolean): Promise<Kept[]>;
  /** @throws AppError NOT_FOUND, and CONFLICT with `{ current, yours }` when `version` is not the one that is there */
  change(id: number, change: Change & { version?: number | undefined }, by: By): Promise<Kept>;
  changeAll(ids: readonly number[], change: Change, by: By): Promise<Kept[]>;
  /** Deleting what is deleted changes nothing; so does restoring what is there. @throws AppError NOT_FOUND */
  remove(id: number, by: By): Promise<Kept>;
  restore(id: number, by: By): Promise<Kept>;
  /** The same inside a transaction of the caller. */
  within(tx: Tx): Pick<RecordService<Kept, Create, Change>, 'create' | 'change'>;
}

export function createRecordService<
  Row extends RecordRow,
  Kept,
  Create extends object,
  Change extends object,
>(
  options: Pick<ModuleContext, 'db' | 'clock'> & { rules: RecordRules<Row, Kept, Create, Change> },
): RecordService<Kept, Create, Change> {
  const { db, rules } = options;
  const changes = createRecordChanges(options);

  return {
    async list(query) {
      const { rows, pagination } = await rules.store.list(query);
      return { data: await rules.toRecords(db, rows), pagination };
    },
    async read(id) {
      const row = await rules.store.find(db, id);
      if (!row) throw missing(rules.kind, id);
      return await showOne(db, rules, row);
    },
    create: (wanted, by) => db.write((tx) => changes.create(tx, wanted, by)),
    createAll: (wanted, by, isTrial = false) =>
      inTrial(db, isTrial, (tx) =>
        eachInTurn(wanted, (one, at) => changes.create(tx, one, by).catch((error) => inRow(error, at))),
      ),
    change: (id, change, by) => db.write((tx) => changes.change(tx, id, change, by)),
    changeAll: (ids, change, by) =>
      // In one order for everybody, so that two of these never wait for each other.
      db.write((tx) =>
        eachInTurn(
          [...new Set(ids)].sort((a, b) => a - b),
          (id) => changes.change(tx, id, change, by),
        ),
      ),
    remove: (id, by) => db.write((tx) => changes.setDeleted(tx, id, by, true)),
    restore: (id, by) => db.write((tx) => changes.setDeleted(tx, id, by, false)),
    within: (tx) => ({
      create: (wanted, by) => changes.create(tx, wanted, by),
      change: (id, change, by) => changes.change(tx, id, change, by),
    }),
  };
}

/** Runs a write; a trial is rolled back at its end. */
async function inTrial<Out>(db: Database, isTrial: boolean, run: (tx: Tx) => Promise<Out>): Promise<Out> {
  if (!isTrial) return await db.write(run);
  const end = new Error('a trial ends here');
  let result: { value: Out } | undefined;
  try {
    await db.write(async (tx) => {
      result = { value: await run(tx) };
      throw end;
    });
  } catch (error) {
    if (error !== end) throw error;
  }
  if (!result) throw new Error('a trial ended without its end');
  return result.value;
}

async function eachInTurn<In, Out>(
  all: readonly In[],
  run: (one: In, at: number) => Promise<Out>,
): Promise<Out[]> {
  const done: Out[] = [];
  for (const [at, one] of all.entries()) done.push(await run(one, at));
  return done;
}

function inRow(error: unknown, at: number): never {
  if (!(error instanceof AppError)) throw error;
  const { code, message, details } = error;
  throw new AppError(code, `row ${at + 1}: ${message}`, { cause: error, details });
}
