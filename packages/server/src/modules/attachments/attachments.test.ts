import { appendFile, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attachmentEndpoints } from '@architect/contracts/attachments';
import { bugEndpoints } from '@architect/contracts/bugs';
import { urlOf } from '@architect/contracts/call-endpoint';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { expect, it, onTestFinished } from 'vitest';
import { createBackup, restoreBackup, verifyBackup } from '../../platform/database/backup.ts';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer } from '../../test-server.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { listAttachments, addAttachment, uploadAttachment, readAttachment, deleteAttachment } =
  attachmentEndpoints;
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');

eachDatabase((_open, engine) => {
  it('keeps a file under a name of its own, gives it back as a download, and deletes it', async () => {
    const { request, server, aBug, audited } = await startTracker(engine);
    const { id } = await aBug();
    const params = { kind: 'bug', id } as const;
    const heard: unknown[] = [];
    server.events.subscribe('record.parts_changed', (event) => heard.push(event));
    const name = 'Bild "ä" 1.png';
    const added = await request(addAttachment, { params, body: { name, content: base64(png) } });
    expect(added).toMatchObject({
      status: 201,
      body: { data: { name, media_type: 'image/png', size: png.length, created_by: 'local' } },
    });
    expect((await request(listAttachments, { params })).body.data).toEqual([added.body.data]);
    const shelf = join(server.dataDir, 'attachments');
    const [file = ''] = await readdir(shelf);
    expect(file).toMatch(/^[0-9a-f]{32}$/);
    expect(await readFile(join(shelf, file))).toEqual(png);
    expect((await stat(join(shelf, file))).mode & 0o777).toBe(0o600);
    const got = await request(readAttachment, { params: { id: added.body.id } });
    expect(Object.fromEntries(got.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="Bild ___ 1.png"; filename*=UTF-8''Bild%20%22%C3%A4%22%201.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-length': String(png.length),
    });
    const other = await server.signIn('operator');
    const theirs = { params: { id: added.body.id }, headers: { 'x-csrf-token': other.csrfToken } };
    expect((await other.request(deleteAttachment, theirs)).status).toBe(403);
    await request(deleteAttachment, { params: { id: added.body.id } });
    await expect.poll(() => readdir(shelf)).toEqual([]);
    expect((await request(readAttachment, { params: { id: added.body.id } })).status).toBe(404);
    expect(await audited('bug.file_deleted')).toMatchObject({ name, size: png.length });
    expect(heard).toEqual([params, params]);
  });
});

it('takes a file as it is, moves it with its error, and keeps it in backups', async () => {
  const { request, server, aBug } = await startTracker();
  const params = { kind: 'bug', id: (await aBug()).id } as const;
  const upload = (to: object, name: string, body: string | Buffer, type = 'application/octet-stream') =>
    server.local.request<{ id: number }>(urlOf(uploadAttachment, { params: to, query: { name } } as never), {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
  const big = Buffer.alloc(9_000_000, 'ä');
  const { id } = (await upload(params, 'big.log', big)).body;
  const got = await request(readAttachment, { params: { id } });
  expect(Buffer.from(got.text).equals(big)).toBe(true);
  const refusals = [
    await upload(params, 'big.log', Buffer.alloc(10_000_001, 'a')),
    await upload(params, 'cut.log', big.subarray(0, 1_000_001)),
    await upload(params, 'shot.png', '<html>'),
    await upload(params, 'a.log', 'x', 'text/plain'),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([413, 400, 400, 415]);
  expect(await readdir(join(server.dataDir, 'attachments'))).toHaveLength(1);

  const report = (message: string) => ({ error_type: message, message, node_id: 'shop' });
  for (const name of ['FirstError', 'SecondError'])
    await server.local.request('/api/errors', { method: 'POST', body: report(name) });
  const { listErrors, mergeErrors } = errorGroupEndpoints;
  const [second, first] = (await request(listErrors, { query: { sort: '-id' } })).body.data.map(
    (one) => one.id,
  );
  await upload({ kind: 'error', id: second }, 'crash.log', 'at line 1');
  await request(mergeErrors, { params: { id: first ?? 0 }, body: { ids: [second ?? 0] } });
  const files = await request(listAttachments, { params: { kind: 'error', id: first ?? 0 } });
  expect(files.body.data).toMatchObject([{ name: 'crash.log' }]);

  const target = join(server.dataDir, 'backup', 'one.db');
  const shelf = join(server.dataDir, 'attachments');
  const before = await readdir(shelf);
  expect(await createBackup({ dataDir: server.dataDir, target })).toMatchObject({ files: 2 });
  await request(deleteAttachment, { params: { id } });
  await server.stop({ keepData: true });
  await restoreBackup({ dataDir: server.dataDir, file: target, nowMs: 0 });
  const again = await createTestServer({ dataOf: server });
  onTestFinished(() => again.stop());
  expect(await readdir(shelf)).toEqual(before);
  expect((await again.local.request(readAttachment, { params: { id } })).text).toBe(big.toString());
  const [copy = ''] = await readdir(join(server.dataDir, 'backup', 'one.attachments'));
  await appendFile(join(server.dataDir, 'backup', 'one.attachments', copy), 'x');
  await expect(verifyBackup(target)).rejects.toThrow('its checksum differs');
});

it.each([
  ['page.html', '<script>alert(1)</script>', 'is not taken: files that end in png'],
  ['drawing.svg', '<svg onload="alert(1)"/>', 'is not taken: files that end in png'],
  ['constructor', 'x', 'is not taken: files that end in png'],
  ['shot.png', '<html>', 'it is not what the name says: png is image/png'],
  ['notes.txt', Buffer.from('ff00fe', 'hex'), 'txt is text/plain'],
  ['../../etc/passwd.txt', 'x', 'name: must be the name of a file'],
  ['a\u202egnp.txt', 'x', 'name: must be the name of a file'],
  ['big.log', Buffer.alloc(10_000_001, 'a'), 'a file may have 10 MB'],
  ['empty.txt', '', 'content'],
])('refuses %s, and keeps nothing of it', async (name, content, error) => {
  const { request, server, aBug } = await startTracker();
  const params = { kind: 'bug', id: (await aBug()).id } as const;
  const reply = await request(addAttachment, { params, body: { name, content: base64(content) } });
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(reply.body.error).toContain(error);
  expect((await request(listAttachments, { params })).body.data).toEqual([]);
  expect(await readdir(join(server.dataDir, 'attachments')).catch(() => [])).toEqual([]);
});

it('leaves no content behind that belongs to nothing', async () => {
  const { request, server, aBug } = await startTracker();
  const { id } = await aBug();
  const params = { kind: 'bug', id } as const;
  const body = { name: 'a.log', content: base64('kept') };
  await request(addAttachment, { params, body });
  const shelf = join(server.dataDir, 'attachments');
  const [kept = ''] = await readdir(shelf);
  const [old, young] = ['a'.repeat(32), 'b'.repeat(32)];
  for (const file of [old, young]) await writeFile(join(shelf, file), 'x');
  for (const file of [kept, old]) await utimes(join(shelf, file), 0, 0);
  await request(bugEndpoints.deleteBug, { params: { id } });
  expect((await request(addAttachment, { params, body })).status).toBe(404);
  await server.stop({ keepData: true });
  const again = await createTestServer({ dataOf: server });
  onTestFinished(() => again.stop());
  expect((await readdir(shelf)).sort()).toEqual([kept, young].sort());
});
