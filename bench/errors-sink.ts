/** What `errors.ts` compares with: `node:http` that reads an envelope, parses its JSON and forgets it. */
import { createServer } from 'node:http';

const server = createServer((request, reply) => {
  const chunks: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      for (const line of String(Buffer.concat(chunks)).split('\n')) if (line !== '') JSON.parse(line);
      reply.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"0"}');
    });
});
process.on('disconnect', () => process.exit(1));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, memory: process.memoryUsage.rss() });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  process.send?.({ url: `http://127.0.0.1:${port}`, token: 'none', path: '/api/1/envelope/' });
});
