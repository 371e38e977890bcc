import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { bundleScript } from '../bundle-script.ts';
import { createReporter, type ReporterOptions } from './create-reporter.ts';
import { sourceOf } from './describe-error.ts';
import type { Details, Report } from './report.ts';

interface ReportCase {
  name: string;
  options?: Partial<ReporterOptions>;
  error: { type: string; message: string };
  details?: Details;
  path?: string;
  /** Null: nothing is sent. */
  sent: Partial<Report> | null;
}

/** Also what the reporter for Python is tested by. A `¦` keeps made-up secrets from looking like real ones. */
const cases: ReportCase[] = JSON.parse(
  readFileSync(new URL('../report-cases.json', import.meta.url), 'utf8').replaceAll('¦', ''),
);

function startReporter(options: Partial<ReporterOptions> = {}) {
  const sent: { address: string; report: Report }[] = [];
  const reporter = createReporter({
    url: 'http://127.0.0.1:1',
    nodeId: 'shop-1',
    fetch: async (address, { body }) => {
      sent.push({ address, report: JSON.parse(String(body)) });
      return { status: 200, headers: new Headers() };
    },
    ...options,
  });
  return { reporter, sent };
}

describe('a report', () => {
  it.each(cases)('of the shared list is sent as it is written there: $name', async (one) => {
    const { reporter, sent } = startReporter(one.options);
    reporter.report(Object.assign(new Error(one.error.message), { name: one.error.type }), one.details);
    await reporter.flush();
    if (one.sent === null) return expect(sent).toEqual([]);
    const { report, address } = sent[0]!;
    expect(report).toMatchObject({ ...one.sent, node_id: 'shop-1', platform: 'javascript' });
    expect(report.context).toEqual(one.sent.context);
    expect(report.event_id).toMatch(/^[0-9a-f]{32}$/);
    expect(report.stack_trace).toContain('create-reporter.test.ts');
    if (one.path) expect(address).toMatch(new RegExp(`${one.path.replace('?', '\\?')}$`));
  });

  it('can be made of anything: cycles, getters and proxies that throw, endless lists, no error at all', async () => {
    const { reporter, sent } = startReporter({ maxPerMinute: 100 });
    const cycle: Record<string, unknown> = {
      huge: 'x'.repeat(1e6),
      list: Array.from({ length: 1e5 }, () => ({})),
    };
    cycle.self = cycle;
    Object.defineProperty(cycle, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    cycle.proxy = revoked.proxy;
    cycle.odd = [
      10n,
      Symbol('s'),
      () => 1,
      new Map([['token', 1]]),
      new Set([1]),
      new Date(Number.NaN),
      Number.NaN,
    ];
    reporter.report(new Error('with context', { cause: new TypeError('because') }), { context: cycle });
    for (const thrown of [
      undefined,
      null,
      'text',
      7,
      { message: 'like an error' },
      revoked.proxy,
      Object.create(null),
    ])
      reporter.report(thrown);
    expect(await reporter.flush()).toBe(true);
    expect(sent.length).toBe(8);
    const { context } = sent[0]!.report;
    expect(context).toMatchObject({ self: '[cycle]', bad: '[unreadable]', proxy: '[unreadable]' });
    expect(context.odd).toEqual([
      '10',
      'Symbol(s)',
      '[function ]',
      { token: '[redacted]' },
      [1],
      'Invalid Date',
      'NaN',
    ]);
    expect(context.causes).toMatchObject([{ error_type: 'TypeError', message: 'because' }]);
    expect(JSON.stringify(sent[0]).length).toBeLessThan(60_000);
  });

  it('is left out beyond so many in a minute, and the next one tells how many were', async () => {
    vi.useFakeTimers();
    try {
      const { reporter, sent } = startReporter({ maxPerMinute: 2 });
      for (const message of ['a', 'b', 'c', 'd']) reporter.report(new Error(message));
      await reporter.flush();
      expect(sent.map(({ report }) => report.message)).toEqual(['a', 'b']);
      vi.advanceTimersByTime(60_001);
      reporter.report(new Error('e'));
      await reporter.flush();
      expect(sent[2]?.report).toMatchObject({ message: 'e', context: { reports_left_out: 2 } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('of the same error that arrives by two ways is sent once', async () => {
    const { reporter, sent } = startReporter();
    const error = new Error('once');
    reporter.report(error);
    reporter.report(error, { severity: 'critical' });
    await reporter.flush();
    expect(sent.length).toBe(1);
  });

  it('may be changed or kept back by the application, which may also fail at that', async () => {
    const { reporter, sent } = startReporter({
      beforeSend(report) {
        if (report.message === 'keep') return null;
        if (report.message === 'fail') throw new Error('in beforeSend');
        return { ...report, message: report.message.toUpperCase() };
      },
    });
    for (const message of ['keep', 'fail', 'shout']) reporter.report(new Error(message));
    await reporter.flush();
    expect(sent.map(({ report }) => report.message)).toEqual(['SHOUT']);
  });
});

describe('a dashboard', () => {
  it('that says when to come back is left alone until then, and nothing is lost or sent for ever', async () => {
    vi.useFakeTimers();
    try {
      const tries: string[] = [];
      let status = 429;
      const { reporter } = startReporter({
        maxPerMinute: 100,
        fetch: async (_address, { body }) => {
          tries.push(JSON.parse(String(body)).message);
          return { status, headers: new Headers({ 'retry-after': '30' }) };
        },
      });
      reporter.report(new Error('a'));
      expect(await reporter.flush()).toBe(false);
      for (let more = 0; more < 50; more += 1) reporter.report(new Error(`more ${more}`));
      await vi.advanceTimersByTimeAsync(29_000);
      expect(tries).toEqual(['a']);
      await vi.advanceTimersByTimeAsync(62_000);
      expect(tries.slice(0, 4)).toEqual(['a', 'a', 'a', 'more 0']);
      status = 200;
      await vi.advanceTimersByTimeAsync(200_000);
      expect(new Set(tries).size).toBe(30);
      expect(await reporter.flush()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('that never answers is given up', async () => {
    const signals: AbortSignal[] = [];
    const { reporter } = startReporter({
      timeoutMs: 20,
      fetch: (_address, { signal }) =>
        new Promise((_resolve, reject) => {
          signals.push(signal!);
          signal!.addEventListener('abort', () => reject(new Error('too late')));
        }),
    });
    reporter.report(new Error('a'));
    expect(await reporter.flush(5_000)).toBe(false);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('that is not named, or named wrongly, harms nobody', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    for (const options of [{ url: undefined }, { url: 'dashboard:8080' }, { dsn: 'https://host/1' }]) {
      const { reporter, sent } = startReporter(options);
      reporter.report(new Error('a'));
      expect([await reporter.flush(), reporter.address, sent.length]).toEqual([true, null, 0]);
    }
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });
});

describe('the script for pages', () => {
  it('has at most 6 KB, compressed', async () => {
    const script = await bundleScript();
    expect(script).toContain('ArchitectReporter');
    expect(gzipSync(script).length).toBeLessThanOrEqual(6 * 1024);
    // Safari before 16.4 refuses a whole file for one of these.
    expect(script).not.toMatch(/\(\?<[!=]/);
  });
});

it.each([
  ['Error: x\n    at node:internal/a:1:2\n    at pay (file:///srv/shop/pay.js:3:4)', '/srv/shop/pay.js'],
  ['Error: x\n    at async https://shop.example/app.js?v=3:3:4', 'https://shop.example/app.js'],
  ['pay@https://shop.example/app.js:3:4\n@https://shop.example/b.js:1:1', 'https://shop.example/app.js'],
  ['Error: x\n    at C:\\shop\\pay.js:3:4', 'C:\\shop\\pay.js'],
  ['no stack at all', null],
])('the file of %j is %j', (stack, file) => {
  expect(sourceOf(stack)).toBe(file);
});
