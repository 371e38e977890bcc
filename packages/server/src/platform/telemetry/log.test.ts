import { expect, test } from 'vitest';
import { createLog } from './log.ts';

test('secrets never reach the log, wherever they stand', () => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const secret = 'hush-hush';
  log.info({ password: secret, body: { token: secret, deep: { secret } }, key: secret }, 'one');
  log.info(
    { headers: { authorization: secret, cookie: secret, 'set-cookie': secret, 'x-csrf-token': secret } },
    'two',
  );
  log.info(
    { a: { headers: { authorization: secret, 'x-csrf-token': secret } }, new_password: secret },
    'three',
  );
  log.debug('below the level');
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain(secret);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', msg: 'one', password: '[redacted]' });
});
