import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { lockDataDirectory } from '../data-lock.ts';
import { createBackup, restoreBackup, verifyBackup } from './backup.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'architect-backup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

const log = { method: 'POST', body: { action: 'noted' } };
async function actionsOf(server: Awaited<ReturnType<typeof createTestServer>>): Promise<number> {
  const { body } = await server.local.request<{ pagination: { total: number } }>(
    '/api/activity?action=noted',
  );
  return body.pagination.total;
}

test('a backup made while the server writes is complete and brings its moment back', async () => {
  const server = await createTestServer();
  await server.local.request('/api/activity', log);
  const target = join(folder, 'deep', 'one.db');
  const [backup] = await Promise.all([
    createBackup({ dataDir: server.dataDir, target }),
    ...Array.from({ length: 20 }, () => server.local.request('/api/activity', log)),
  ]);
  expect(backup.migrations).toContain('0001_activity');
  expect(await verifyBackup(target)).toEqual(backup);
  expect(await readFile(`${target}.sha256`, 'utf8')).toBe(`${backup.sha256}  one.db\n`);
  await server.local.request('/api/activity', log);
  expect(await actionsOf(server)).toBe(22);
  await server.stop({ keepData: true });

  const restored = await restoreBackup({
    dataDir: server.dataDir,
    file: target,
    nowMs: Date.parse('2026-01-02'),
  });
  expect(restored.previous).toContain('architect.db.before-restore-2026-01-02');
  const again = await createTestServer({ dataOf: server });
  const count = await actionsOf(again);
  expect(count).toBeGreaterThanOrEqual(1);
  expect(count).toBeLessThan(22);
  await again.stop({ keepData: true });
  await restoreBackup({ dataDir: server.dataDir, file: restored.previous ?? '', nowMs: 0 });
  const asBefore = await createTestServer({ dataOf: server });
  expect(await actionsOf(asBefore)).toBe(22);
  await asBefore.stop();
});

describe('a bad backup is refused', () => {
  test('when it was changed, is no database of ours, or is not there', async () => {
    const server = await createTestServer();
    const target = join(folder, 'one.db');
    await createBackup({ dataDir: server.dataDir, target });
    await expect(createBackup({ dataDir: server.dataDir, target })).rejects.toThrow('exists already');
    await appendFile(target, 'x');
    await expect(verifyBackup(target)).rejects.toThrow('checksum differs');
    const other = join(folder, 'other.db');
    await writeFile(other, 'not a database');
    await expect(verifyBackup(other)).rejects.toThrow('not a database of this program');
    await expect(verifyBackup(join(folder, 'none.db'))).rejects.toThrow('there is no file');
    await expect(createBackup({ dataDir: folder, target: join(folder, 'x.db') })).rejects.toThrow(
      'no database',
    );
    await server.stop();
  });

  test('and nothing is restored while a server holds the directory', async () => {
    const server = await createTestServer();
    const target = join(folder, 'one.db');
    await createBackup({ dataDir: server.dataDir, target });
    const lock = lockDataDirectory(server.dataDir);
    const before = await readdir(server.dataDir);
    await expect(restoreBackup({ dataDir: server.dataDir, file: target, nowMs: 0 })).rejects.toThrow(
      `another server (process ${process.pid}) already uses ${server.dataDir}`,
    );
    expect(await readdir(server.dataDir)).toEqual(before);
    lock.release();
    await server.stop();
  });
});
