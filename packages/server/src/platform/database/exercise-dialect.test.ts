import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { Generated } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppError } from '../app-error.ts';
import { systemClock } from '../clock.ts';
import type { Database } from '../context.ts';
import { createEventBus } from '../events/bus.ts';
import { createLog } from '../telemetry/log.ts';
import { openDatabase } from './database.ts';
import { eachDatabase } from './exercise-databases.ts';
import { type Migration, migrateDown, migrateUp, NewerDatabaseError, refuseNewer } from './migrate.ts';
import { findPostgres, startPostgres } from './postgres-for-tests.ts';
import { selectPage } from './select-page.ts';

interface Tables {
  things: {
    id: Generated<number>;
    name: string;
    is_red: boolean;
    data_json: unknown;
    made_at: number;
    size: number | null;
  };
}

const things: Migration = {
  id: '0001_things',
  async up(db, dialect) {
    await db.schema
      .createTable('things')
      .addColumn('id', dialect.id, dialect.autoId)
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('is_red', dialect.boolean, (column) => column.notNull())
      .addColumn('data_json', dialect.json)
      .addColumn('made_at', dialect.time, (column) => column.notNull())
      .addColumn('size', 'integer')
      .execute();
  },
  async down(db) {
    await db.schema.dropTable('things').execute();
  },
};

const aThing = (name: string, over: Partial<Omit<Tables['things'], 'id'>> = {}) => ({
  name,
  is_red: false,
  data_json: {},
  made_at: 1,
  size: null,
  ...over,
});
const insert = (db: Database, thing: ReturnType<typeof aThing>) =>
  db.write((tx) =>
    tx.tables<Tables>().insertInto('things').values(thing).returningAll().executeTakeFirstOrThrow(),
  );
const names = async (db: Database): Promise<string[]> =>
  (await db.tables<Tables>().selectFrom('things').select('name').orderBy('id').execute()).map(
    ({ name }) => name,
  );

eachDatabase((openPlain) => {
  const open = async () => (await openPlain({ migrations: [things] })).db;

  test('gives back booleans, JSON, numbers and empty values as they were given', async () => {
    const db = await open();
    const row = await insert(
      db,
      aThing('a', { is_red: true, data_json: [{ b: [1, 'ü'] }], made_at: 1.8e12 }),
    );
    expect(row).toEqual({
      id: 1,
      name: 'a',
      is_red: true,
      data_json: [{ b: [1, 'ü'] }],
      made_at: 1.8e12,
      size: null,
    });
    const red = await db
      .tables<Tables>()
      .selectFrom('things')
      .selectAll()
      .where('is_red', '=', true)
      .execute();
    expect(red).toHaveLength(1);
    const updated = await db.write((tx) =>
      tx.tables<Tables>().updateTable('things').set({ size: 3 }).execute(),
    );
    expect(updated[0]?.numUpdatedRows).toBe(1n);
  });

  test('rows that are given come back as they are, JSON, empty values and odd texts included', async () => {
    const db = await open();
    const rows = [
      [1, 'O\'Hara \\ "x" ☃ \u2028', { deep: [1, null, 'a"b'] }, 1_700_000_000_000],
      [2, null, [], null],
    ];
    const given = db.dialect.given<{ id: number; name: string; data_json: unknown; at: number }>(
      { id: 'integer', name: 'text', data_json: 'json', at: 'integer' },
      rows,
    );
    const read = db.tables<Tables>().selectFrom(given.as('given')).selectAll('given').orderBy('given.id');
    const found = await read.execute();
    expect(found.map(({ id, name, data_json, at }) => [id, name, data_json, at])).toEqual(rows);
  });

  test('a broken unique key is a CONFLICT and undoes its own write only', async () => {
    const db = await open();
    const outcomes = await Promise.allSettled([
      insert(db, aThing('a')),
      insert(db, aThing('a')),
      insert(db, aThing('b')),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(failed?.reason).toMatchObject({ code: 'CONFLICT' });
    expect((await names(db)).sort()).toEqual(['a', 'b']);
  });

  test('a write that throws leaves no row, no event and no work after the commit', async () => {
    const { db, events } = await openPlain({ migrations: [things] });
    const seen: unknown[] = [];
    events.subscribe('prompt.removed', (payload) => seen.push(payload));
    const write = db.write(async (tx) => {
      await tx.tables<Tables>().insertInto('things').values(aThing('a')).execute();
      tx.publish('prompt.removed', { ids: [1] });
      tx.afterCommit(() => seen.push('after'));
      throw new Error('no');
    });
    await expect(write).rejects.toThrow('no');
    expect(await names(db)).toEqual([]);
    expect(seen).toEqual([]);
  });

  test('events go out after the commit, when a read already finds the row', async () => {
    const { db, events } = await openPlain({ migrations: [things] });
    const found = Promise.withResolvers<string[]>();
    events.subscribe('prompt.removed', () => names(db).then(found.resolve, found.reject));
    let isPublished = false;
    events.subscribe('prompt.removed', () => {
      isPublished = true;
    });
    await db.write(async (tx) => {
      tx.publish('prompt.removed', { ids: [1] });
      await tx.tables<Tables>().insertInto('things').values(aThing('a')).execute();
      expect(isPublished).toBe(false);
    });
    expect(await found.promise).toEqual(['a']);
  });

  test('a read outside never sees what a write has not committed', async () => {
    const db = await open();
    await db.write(async (tx) => {
      await tx.tables<Tables>().insertInto('things').values(aThing('a')).execute();
      expect(await names(db)).toEqual([]);
    });
    expect(await names(db)).toEqual(['a']);
  });

  test('a write inside a write is refused instead of waiting for itself', async () => {
    const db = await open();
    await expect(db.write(() => insert(db, aThing('a')))).rejects.toThrow('a write inside a write');
    expect(await names(db)).toEqual([]);
  });

  test('100 workers claim 100 rows, none twice', async () => {
    const db = await open();
    await Promise.all(Array.from({ length: 100 }, (_, index) => insert(db, aThing(`t${index}`))));
    const claim = () =>
      db.write(async (tx) => {
        const free = tx.tables<Tables>().selectFrom('things').select('id').where('is_red', '=', false);
        const row = await db.dialect.forUpdateSkipLocked(free.orderBy('id').limit(1)).executeTakeFirst();
        if (!row) return null;
        await tx
          .tables<Tables>()
          .updateTable('things')
          .set({ is_red: true })
          .where('id', '=', row.id)
          .execute();
        return row.id;
      });
    const claimed: number[] = [];
    while (claimed.length < 100) {
      const ids = await Promise.all(Array.from({ length: 20 }, claim));
      claimed.push(...ids.filter((id) => id !== null));
    }
    expect(new Set(claimed).size).toBe(100);
  });

  test('lists filter by every suffix, sort with empty values first, and page', async () => {
    const db = await open();
    const sizes = [5, null, 9, 1];
    for (const [index, size] of sizes.entries()) {
      await insert(
        db,
        aThing(`Name ${index}`, { size, made_at: Date.parse('2026-01-01') + index, is_red: index === 2 }),
      );
    }
    const list = async (given: Record<string, string | number>) => {
      const { rows, pagination } = await selectPage({
        query: db.tables<Tables>().selectFrom('things').selectAll(),
        list: { page: 1, per_page: 2, ...given },
        fields: { id: 'number', name: 'text', red: 'boolean', size: 'number', made_at: 'time' },
        columns: { red: 'is_red' },
        dialect: db.dialect,
        defaultSort: 'id',
      });
      return [rows.map(({ name }) => Number(name.slice(5))), pagination.total];
    };
    const cases: [Record<string, string | number>, number[], number][] = [
      [{}, [0, 1], 4],
      [{ page: 2 }, [2, 3], 4],
      [{ sort: '-id' }, [3, 2], 4],
      [{ sort: 'size' }, [1, 3], 4],
      [{ sort: '-size', page: 2 }, [3, 1], 4],
      [{ size_gte: 5, size_lt: 9 }, [0], 1],
      [{ size_ne: 9 }, [0, 3], 2],
      [{ size_in: '1,9' }, [2, 3], 2],
      [{ red: 'true' }, [2], 1],
      [{ name_like: 'NAME 3' }, [3], 1],
      [{ name_like: 'name %' }, [0, 1], 4],
      [{ made_at_lte: '2026-01-01T00:00:00.001Z' }, [0, 1], 2],
      [{ name: "x' or 1=1 --" }, [], 0],
    ];
    for (const [given, ids, total] of cases)
      expect(await list(given), JSON.stringify(given)).toEqual([ids, total]);
  });

  test('migrations go up once, down to a chosen one, and refuse a newer database', async () => {
    const more: Migration = {
      id: '0002_colour',
      async up(db) {
        await db.schema.alterTable('things').addColumn('colour', 'text').execute();
      },
      async down(db) {
        await db.schema.alterTable('things').dropColumn('colour').execute();
      },
    };
    const db = await open();
    expect(await migrateUp(db, [things, more], systemClock)).toEqual(['0002_colour']);
    expect(await migrateUp(db, [things, more], systemClock)).toEqual([]);
    const refusal = migrateUp(db, [things], systemClock);
    await expect(refusal).rejects.toThrow(NewerDatabaseError);
    await expect(refusal).rejects.toThrow(/newer version.*0002_colour/);
    expect(await migrateDown(db, [things, more], '0001_things')).toEqual(['0002_colour']);
    expect([...(await refuseNewer(db, [things, more]))]).toEqual(['0001_things']);
    expect(await migrateDown(db, [things, more], null)).toEqual(['0001_things']);
    expect(await migrateUp(db, [things, more], systemClock)).toEqual(['0001_things', '0002_colour']);
  });

  test('a migration that fails leaves nothing of itself', async () => {
    const db = await open();
    const broken: Migration = {
      id: '0002_broken',
      async up(kysely) {
        await kysely.schema.createTable('half').addColumn('id', 'integer').execute();
        throw new Error('half way');
      },
      down: async () => undefined,
    };
    await expect(migrateUp(db, [things, broken], systemClock)).rejects.toThrow('half way');
    await expect(
      db.tables<{ half: { id: number } }>().selectFrom('half').selectAll().execute(),
    ).rejects.toThrow();
    expect([...(await refuseNewer(db, [things, broken]))]).toEqual(['0001_things']);
  });

  test('a closed database refuses with UNAVAILABLE', async () => {
    const db = await open();
    expect(await db.ping()).toBeGreaterThanOrEqual(0);
    await db.close();
    await expect(db.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(insert(db, aThing('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(names(db)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('on sqlite', () => {
  test('writes of one turn share one physical transaction, and settings are the safe ones', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'architect-db-'));
    const file = join(directory, 'test.db');
    const log = createLog({ level: 'silent' });
    const db = openDatabase({
      source: { file },
      events: createEventBus({ log }),
      log,
      audit: async () => undefined,
    });
    onTestFinished(async () => {
      await db.close();
      rmSync(directory, { recursive: true });
    });
    await migrateUp(db, [things], systemClock);
    const watcher = new BetterSqlite(file, { readonly: true });
    onTestFinished(() => void watcher.close());
    const version = () => watcher.pragma('data_version', { simple: true });
    const before = Number(version());
    await Promise.all(Array.from({ length: 50 }, (_, index) => insert(db, aThing(`t${index}`))));
    // data_version counts commits of others, as one connection sees them: one here, not fifty.
    expect(Number(version())).toBe(before + 1);
    expect(watcher.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(await names(db)).toHaveLength(50);
  });
});

describe.skipIf(!findPostgres())('when PostgreSQL goes away', () => {
  test('requests fail with UNAVAILABLE, and work goes on by itself when it is back', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'architect-pg-'));
    const postgres = await startPostgres(directory, { isDurable: true });
    const log = createLog({ level: 'silent' });
    const source = { url: `${postgres.address}/postgres` };
    const db = openDatabase({ source, events: createEventBus({ log }), log, audit: async () => undefined });
    onTestFinished(async () => {
      await db.close();
      await postgres.stop();
      rmSync(directory, { recursive: true });
    });
    await migrateUp(db, [things], systemClock);
    await insert(db, aThing('before'));
    await postgres.stop();
    for (const attempt of [db.ping(), insert(db, aThing('lost')), names(db)]) {
      await expect(attempt).rejects.toSatisfy(
        (error) => error instanceof AppError && error.code === 'UNAVAILABLE',
      );
    }
    await postgres.start();
    await insert(db, aThing('after'));
    expect(await names(db)).toEqual(['before', 'after']);
  });
});
