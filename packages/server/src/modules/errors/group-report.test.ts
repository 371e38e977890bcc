import { describe, expect, it } from 'vitest';
import { groupReport, plainPath, plainText } from './group-report.ts';
import { readReport } from './read-report.ts';

const now = Date.parse('2026-01-31T10:30:00Z');
const hashOf = (body: Record<string, unknown>) => groupReport(readReport(body, now)).hash;

describe('reports are the same error', () => {
  const stack = (
    line: number,
    root: string,
    hash: string,
  ) => `TypeError: Cannot read properties of undefined (reading 'id')
    at total (${root}/assets/cart-${hash}.js?v=3:${line}:7)
    at async pay (${root}/assets/pay.js:${line + 4}:1)
    at run (node:internal/process/task_queues:95:5)`;
  it.each([
    [
      'when only lines, hosts and build hashes differ',
      { message: 'x', stack_trace: stack(10, 'https://a.example', '1a2b3c4d') },
      { message: 'y', stack_trace: stack(99, 'http://b.example:8080', '9f8e7d6c') },
    ],
    [
      'when only numbers, ids and paths in the message differ',
      {
        message: 'user 12 of 7e57d004-2b97-44e7-8f03-6b5a9c1d2e3f missing in /srv/a/x.db',
        source: '/srv/v1/users.py',
      },
      {
        message: 'user 977 of 0a1b2c3d-2b97-44e7-8f03-6b5a9c1d2e3f missing in /home/b/y.db',
        source: '/srv/v1/users.py',
      },
    ],
    [
      'when the application says so',
      { message: 'a', fingerprint: ['db', 'timeout'] },
      { message: 'b', fingerprint: ['db', 'timeout'], stack_trace: stack(1, '', 'aaaaaa1') },
    ],
  ])('%s', (_name, one, other) => {
    expect(hashOf(one)).toBe(hashOf(other));
  });

  const python = (name: string, library: string) => `Traceback (most recent call last):
  File "/srv/app/jobs.py", line 12, in ${name}
    work()
  File "/usr/lib/python3/dist-packages/${library}/core.py", line 3, in call
    raise ValueError(1)
ValueError: invalid literal: '12'
`;
  it('takes no notice of the libraries in between', () => {
    const [one, other] = [python('work', 'requests'), python('work', 'httpx')];
    expect(hashOf({ message: 'x', stack_trace: one })).toBe(hashOf({ message: 'x', stack_trace: other }));
  });

  it.each([
    ['another function', { stack_trace: python('work', 'a') }, { stack_trace: python('rest', 'a') }],
    ['another kind', { message: 'x', error_type: 'ValueError' }, { message: 'x', error_type: 'KeyError' }],
    ['other words', { message: 'disk full' }, { message: 'disk slow' }],
    ['another source', { message: 'x', source: 'a.py' }, { message: 'x', source: 'b.py' }],
    [
      'a fingerprint beside the default',
      { message: 'x', fingerprint: ['{{ default }}', 'eu'] },
      { message: 'x' },
    ],
  ])('but not with %s', (_name, one, other) => {
    expect(hashOf({ message: 'm', ...one })).not.toBe(hashOf({ message: 'm', ...other }));
  });
});

it('says what it compared', () => {
  const report = readReport({ error_type: 'error', message: 'KeyError: 12', source: 'src/app/a.py:3' }, now);
  expect(groupReport(report).grouping).toEqual({
    version: 1,
    by: 'message',
    parts: ['KeyError', 'KeyError: <n>', 'src/app/a.py'],
  });
});

it.each([
  ['https://x.example/static/js/main.4f3a2b1c.js?a=1#b', 'static/js/main.js'],
  ['webpack:///./src/cart/total.ts', 'src/cart/total.ts'],
  ['C:\\work\\app\\src\\main.py', 'app/src/main.py'],
  ['/home/a/p/node_modules/pkg/lib/i.js:12:3', 'pkg/lib/i.js'],
])('shortens the path %s', (path, plain) => {
  expect(plainPath(path)).toBe(plain);
});

it.each([
  ['took 3.5s at 2026-01-31T10:30:00Z from 10.0.0.1:80', 'took <n>s at <time> from <host>'],
  ['no user ada@example.org', 'no user <email>'],
  ['GET https://x.example/a?b=1 failed', 'GET <address> failed'],
  ['commit 0123abcdef12 is not in main', 'commit <hex> is not in main'],
  ['ResizeObserver loop limit exceeded', 'ResizeObserver loop limit exceeded'],
])('takes what varies out of %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});
