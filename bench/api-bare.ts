/** What `api.ts` compares with: `node:http` and prepared SQL, and nothing that a product needs besides. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export const rowsBefore = 2000;

if (import.meta.main) {
  const database = new DatabaseSync(join(process.argv[2] ?? '', 'bare.db'));
  database.exec('pragma journal_mode = WAL; pragma synchronous = FULL');
  database.exec(
    'create table activity (id integer primary key, actor text, action text, entity_type text, entity_id text, details_json text, correlation_id text, created_at integer)',
  );
  const insert = database.prepare(
    'insert into activity (actor, action, entity_type, entity_id, details_json, correlation_id, created_at) values (?, ?, ?, ?, ?, ?, ?) returning *',
  );
  const list = database.prepare('select * from activity order by id desc limit 50');
  const count = database.prepare('select count(*) as total from activity');
  const one = database.prepare('select * from activity where id = ?');
  const details = JSON.stringify({ n: 1, text: 'x'.repeat(100) });
  database.exec('begin');
  for (let row = 0; row < rowsBefore; row += 1)
    insert.get('local', 'seed', 'thing', '1', details, null, Date.now());
  database.exec('commit');
  const toRecord = (row: unknown) => {
    const { details_json, created_at, ...rest } = row as { details_json: string; created_at: number };
    return { ...rest, details: JSON.parse(details_json), created_at: new Date(created_at).toISOString() };
  };
  const answer = (url: string): unknown => {
    const id = /id=(\d+)/.exec(url)?.[1];
    const rows = id === undefined ? list.all() : [one.get(Number(id))];
    const { total } = count.get() as { total: number };
    return { success: true, data: rows.map(toRecord), pagination: { page: 1, per_page: 50, total } };
  };
  const server = createServer((request, reply) => {
    const send = (status: number, value: unknown): void => {
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.method === 'GET') return send(200, answer(request.url ?? ''));
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        const body = JSON.parse(String(Buffer.concat(chunks)));
        const row = insert.get(
          'local',
          body.action,
          null,
          null,
          JSON.stringify(body.details),
          null,
          Date.now(),
        );
        send(201, { success: true, data: toRecord(row) });
      });
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuUs: user + system });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    process.send?.({ url: `http://127.0.0.1:${port}`, token: 'none' });
  });
}
