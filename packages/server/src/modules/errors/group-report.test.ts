import { describe, expect, it } from 'vitest';
import { chained, inModule, packed, said, thrown, told, traced } from './fixture-faults.ts';
import { groupReport } from './group-report.ts';
import { plainPath, plainText } from './plain-words.ts';
import { readStack } from './read-stack.ts';
import type { Report } from './report.ts';

const hashOf = (report: Report) => groupReport(report).hash;
const shopError = 'TypeError: Cannot read properties of undefined';
const python = (name: string, line: number, library = 'requests') => `Traceback (most recent call last):
  File "/srv/app/jobs.py", line ${line}, in ${name}
    work()
  File "/usr/lib/python3/dist-packages/${library}/core.py", line 3, in call
    raise ValueError(1)
ValueError: invalid literal: '${line}'
`;
const caused = `
During handling of the above exception, another exception occurred:

`;
const id = '7e57d004-2b97-44e7-8f03-6b5a9c1d2e3f';
const otherId = '0a1b2c3d-1111-44e7-8f03-6b5a9c1d2e3f';

/** The same fault, told twice: by another release, another machine, another customer, another browser's tab. */
const same: [name: string, one: Report, other: Report][] = [
  [
    'Node: a line moved, another working directory',
    traced(shopError, '    at total (/srv/shop/cart.js:10:7)', '    at run (node:internal/timers:95:5)'),
    traced(shopError, '    at total (/home/ada/shop/cart.js:19:3)', '    at run (node:internal/timers:99:1)'),
  ],
  [
    'Node: ESM with file: addresses, and await',
    traced(
      shopError,
      '    at async file:///srv/shop/app.mjs:3:7',
      '    at async pay (file:///srv/shop/pay.mjs:9:1)',
    ),
    traced(
      shopError,
      '    at async file:///opt/shop/app.mjs:8:7',
      '    at async pay (file:///opt/shop/pay.mjs:7:1)',
    ),
  ],
  [
    'Node: the directory of a release',
    traced(shopError, '    at total (/srv/releases/20260131103000/cart.js:10:7)'),
    traced(shopError, '    at total (/srv/releases/20260207110500/cart.js:10:7)'),
  ],
  [
    'Chrome: hosts and hashes of webpack',
    traced(shopError, '    at total (https://a.example/assets/cart.1a2b3c4d.js?v=3:10:7)'),
    traced(shopError, '    at total (http://b.example:8080/assets/cart.9f8e7d6c.js:12:7)'),
  ],
  [
    'Firefox and Safari: the marks of engines',
    traced(
      'async*total@https://a.example/cart-BxY3_k9Z.js:1:7',
      'pay/<@https://a.example/cart-BxY3_k9Z.js:2:7',
    ),
    traced('total@https://a.example/cart-DiwrgTda.js:1:7', 'pay@https://a.example/cart-DiwrgTda.js:2:7'),
  ],
  [
    'a bundle whose build names its functions anew',
    thrown(
      'TypeError',
      'x is 1 of 2',
      packed('index-BxY3_k9Z.js', 'Qe', 3_000),
      packed('index-BxY3_k9Z.js', 't', 9_000),
    ),
    thrown(
      'TypeError',
      'x is 7 of 9',
      packed('index-DiwrgTda.js', 'Zf', 3_100),
      packed('index-DiwrgTda.js', 'n', 9_020),
    ),
  ],
  [
    'Python: another line, other libraries in between',
    traced(python('work', 12)),
    traced(python('work', 99, 'httpx')),
  ],
  [
    'Python: a chain of exceptions',
    traced(python('work', 12) + caused + python('retry', 3)),
    traced(python('work', 15) + caused + python('retry', 9)),
  ],
  [
    'Java: proxies and lambdas that are numbered',
    thrown(
      'NullPointerException',
      'a',
      inModule('shop.Cart$$EnhancerBySpringCGLIB$$1a2b3c', 'lambda$pay$0', 3),
    ),
    thrown(
      'NullPointerException',
      'b',
      inModule('shop.Cart$$EnhancerBySpringCGLIB$$9f8e7d', 'lambda$pay$1', 9),
    ),
  ],
  [
    'Go: closures that are numbered',
    thrown('*errors.errorString', 'a', ['cart.go', '(*Cart).Total.func1', { module: 'shop' }]),
    thrown('*errors.errorString', 'b', ['cart.go', '(*Cart).Total.func2.1', { module: 'shop' }]),
  ],
  [
    'Ruby: blocks, and templates that are compiled',
    thrown(
      'NoMethodError',
      'a',
      ['app/cart.rb', 'block (2 levels) in total'],
      ['app/v.erb', '_app_v_erb___3837264_69840'],
    ),
    thrown('NoMethodError', 'b', ['app/cart.rb', 'total'], ['app/v.erb', '_app_v_erb___9921_11']),
  ],
  [
    'PHP: classes without a name, and compiled views',
    thrown(
      'Error',
      'a',
      [`/srv/views/${'1a2b'.repeat(10)}.php`, 'App\\Cart::total'],
      ['a.php', 'class@anonymous/srv/a.php:12$0::run'],
    ),
    thrown(
      'Error',
      'b',
      [`/srv/views/${'9f8e'.repeat(10)}.php`, 'App\\Cart::total'],
      ['a.php', 'class@anonymous/opt/a.php:15$1::run'],
    ),
  ],
  [
    'a recursion, however deep',
    thrown('RangeError', 'a', ['a.js', 'main'], ['a.js', 'odd'], ['a.js', 'even'], ['a.js', 'odd']),
    thrown(
      'RangeError',
      'a',
      ['a.js', 'main'],
      ['a.js', 'odd'],
      ['a.js', 'even'],
      ['a.js', 'odd'],
      ['a.js', 'even'],
    ),
  ],
  [
    'numbers, ids and paths',
    said(`user 12 of ${id} missing in /srv/a/x.db`),
    said(`user 977 of ${otherId} missing in /home/b/y.db`),
  ],
  [
    'ids that are words and numbers',
    said('no order ord_8fK2xQ of user12'),
    said('no order ord_77aBcD1 of user9'),
  ],
  ['addresses of machines', said('connect to 10.0.0.1:80 failed'), said('connect to 10.1.2.3:8080 failed')],
  [
    'addresses of version 6',
    said('connect to ::1 failed'),
    said('connect to fe80::1ff:fe23:4567:890a failed'),
  ],
  ['times and sizes', said('took 350 ms for 12MB'), said('took 3.5s for 900KB')],
  [
    'values in quotes',
    said("no stock for 'SKU 12/b' at 'Berlin 3'"),
    said("no stock for 'SKU 77/c' at 'Ulm 9'"),
  ],
  ['names in quotes', said("User 'ada' not found"), said("User 'bob' not found")],
  ['secrets', said('refused token=abcdefgh'), said('refused token=zyxwvuts')],
  [
    'a route of one thing and another',
    said('HTTP 500 from GET https://shop.example/orders/12', { source: 'https://shop.example/orders/12' }),
    said('HTTP 500 from GET https://shop.example/orders/977', { source: 'https://shop.example/orders/977' }),
  ],
  [
    'what the application says is the same',
    told({ message: 'a', fingerprint: ['db', 'timeout'] }),
    told({ message: 'b', fingerprint: ['db', 'timeout'], stack_trace: python('work', 1) }),
  ],
];

const other: typeof same = [
  ['another function', traced(python('work', 1)), traced(python('rest', 1))],
  [
    'another file',
    traced(shopError, '    at total (/srv/a.js:1:1)'),
    traced(shopError, '    at total (/srv/b.js:1:1)'),
  ],
  ['another kind', said('x', { error_type: 'ValueError' }), said('x', { error_type: 'KeyError' })],
  [
    'another cause',
    chained(['KeyError', 'x', [['a.py', 'charge']]], ['RuntimeError', 'y', [['a.py', 'pay']]]),
    chained(['KeyError', 'x', [['a.py', 'refund']]], ['RuntimeError', 'y', [['a.py', 'pay']]]),
  ],
  ['other words', said('disk full'), said('disk slow')],
  ['another source', said('x', { source: 'a.py' }), said('x', { source: 'b.py' })],
  [
    'a page of its own, with a name of eight letters',
    said('x', { source: 'page-settings.js' }),
    said('x', { source: 'page-products.js' }),
  ],
  [
    'another fault of the same bundle',
    thrown('TypeError', 'cart is undefined', packed('index.js', 't', 9_000)),
    thrown('TypeError', 'price is not a function', packed('index.js', 't', 9_000)),
  ],
  [
    'another code from the same line',
    thrown('Error', 'connect ECONNREFUSED 10.0.0.1:80', ['/srv/db.js', 'query']),
    thrown('Error', 'connect ETIMEDOUT 10.0.0.1:80', ['/srv/db.js', 'query']),
  ],
  ['another status', said('HTTP 404 from GET /orders'), said('HTTP 500 from GET /orders')],
  ['another route', said('HTTP 500 from GET /orders/12'), said('HTTP 500 from GET /users/12')],
  ['another code of a database', said('ORA-00942: no table'), said('ORA-00904: no table')],
  ['another exit code', said('ended with exit code 1'), said('ended with exit code 137')],
  [
    'another error of React',
    said('Minified React error #418; visit https://react.dev/errors/418'),
    said('Minified React error #185; visit https://react.dev/errors/185'),
  ],
  [
    'another property',
    said("Cannot read properties of undefined (reading 'id')"),
    said("Cannot read properties of undefined (reading 'name')"),
  ],
  [
    'words between two apostrophes',
    said("Can't open the file of ada's shop"),
    said("Can't close the file of ada's shop"),
  ],
  [
    'a host in the message that looks like a frame',
    said('x', { stack: 'ada@shop.example:25' }),
    said('y', { stack: 'bob@shop.example:25' }),
  ],
  [
    'a fingerprint beside the default',
    told({ message: 'x', fingerprint: ['{{ default }}', 'eu'] }),
    said('x'),
  ],
];

describe('reports are the same error', () => {
  it.each(same)('%s', (_name, one, another) => {
    expect(groupReport(another).grouping.parts).toEqual(groupReport(one).grouping.parts);
    expect(hashOf(another)).toBe(hashOf(one));
  });
});

describe('reports are not the same error', () => {
  it.each(other)('%s', (_name, one, another) => {
    expect(groupReport(another).grouping.parts).not.toEqual(groupReport(one).grouping.parts);
    expect(hashOf(another)).not.toBe(hashOf(one));
  });
});

it('says what it compared', () => {
  expect(
    groupReport(told({ error_type: 'error', message: 'KeyError: 12', source: 'src/app/a.py:3' })).grouping,
  ).toEqual({
    version: 2,
    by: 'message',
    parts: ['KeyError', 'KeyError: <n>', 'src/app/a.py'],
  });
});

it.each([
  ['https://x.example/static/js/main.4f3a2b1c.js?a=1#b', 'static/js/main.js'],
  ['webpack-internal:///(rsc)/./src/cart/total.ts', 'src/cart/total.ts'],
  ['webpack:///./src/cart/total.ts', 'src/cart/total.ts'],
  ['C:\\work\\app\\src\\main.py', 'app/src/main.py'],
  ['/home/a/p/node_modules/pkg/lib/i.js:12:3', 'pkg/lib/i.js'],
  ['/opt/shop-1.2.3/bin/run.rb', 'shop-<n>/bin/run.rb'],
])('shortens the path %s', (path, plain) => {
  expect(plainPath(path)).toBe(plain);
});

it.each([
  ['took 3.5s at 2026-01-31T10:30:00Z from 10.0.0.1:80', 'took <n> at <time> from <host>'],
  ['no user ada@example.org', 'no user <email>'],
  ['https://x.example/a?b=1 failed', '<address> failed'],
  ['commit 0123abcdef12 is not in main', 'commit <hex> is not in main'],
  ['ResizeObserver loop limit exceeded', 'ResizeObserver loop limit exceeded'],
  ['std::bad_alloc at 12:30:45', 'std::bad_alloc at <n>:<n>:<n>'],
])('takes what varies out of %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

it('reads places without a column, as older engines print them', () => {
  expect(readStack('TypeError: x\nf@https://x.example/a.js:3\n@https://x.example/b.js:4:5')).toMatchObject([
    {
      frames: [
        { function: null, line: 4, column: 5 },
        { function: 'f', line: 3, column: null },
      ],
    },
  ]);
});

it('takes no long time for a text made to take long', () => {
  const hostile = [
    "'a ".repeat(400),
    'a:'.repeat(500),
    '/a'.repeat(500),
    `${'1.'.repeat(500)}x`,
    'a-'.repeat(500),
  ];
  // A pattern that backtracks over such a text takes minutes, and the test its own limit.
  for (const text of hostile) expect(typeof plainText(text)).toBe('string');
});
