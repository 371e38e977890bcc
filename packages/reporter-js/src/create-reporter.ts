import { cleanText, cleanValue } from './clean-value.ts';
import { describeError } from './describe-error.ts';
import { createRateLimit } from './limit-rate.ts';
import { createOutbox, type Fetch, type Outbox } from './outbox.ts';
import { readAddress } from './read-address.ts';
import type { Details, Report } from './report.ts';

export interface ReporterOptions {
  /** Address of the dashboard, e.g. `https://dashboard.example`. With neither this nor `dsn` nothing is reported. */
  url?: string | undefined;
  /** The key of an application, as the dashboard shows it. */
  dsn?: string | undefined;
  /** Which instance of the application this is, e.g. `shop-prod-01`. */
  nodeId: string;
  release?: string | undefined;
  environment?: string | undefined;
  /** Errors whose message contains one of these, or matches, are not reported. */
  ignore?: readonly (string | RegExp)[];
  /** Default 10. The number of those that were left out is told by the next report. */
  maxPerMinute?: number;
  /** Sees each report before it goes, and may change it; null keeps it. */
  beforeSend?: (report: Report) => Report | null;
  /** Further names of fields whose values are secrets. */
  redact?: readonly string[];
  /** How long a dashboard that does not answer is waited for. Default 5000. */
  timeoutMs?: number;
  /** Default: the one of the runtime. */
  fetch?: Fetch;
  /** Default `javascript`. */
  platform?: string;
}

export interface Reporter {
  /** Reports anything that was thrown. Returns at once, and never throws. */
  report(error: unknown, details?: Details): void;
  /** Waits until every report was tried. True: all of them arrived. Default 5000 ms. */
  flush(timeoutMs?: number): Promise<boolean>;
  /** Where reports go; null: nowhere. */
  readonly address: string | null;
  readonly timeoutMs: number;
  /** For the end of a page or process: see `Outbox`. */
  handOver: Outbox['handOver'];
}

/** The same error arrives by several ways, e.g. from an error boundary and from the window. */
const sameErrorMs = 2_000;
/** Browsers let 64 KB go with a page that closes. */
const largestBody = 60_000;

/** Never throws: with options that cannot work it says so on the console once, and reports nothing. */
export function createReporter(options: ReporterOptions): Reporter {
  const timeoutMs = options.timeoutMs ?? 5_000;
  const address = addressOf(options);
  if (address === null) {
    return {
      report: () => undefined,
      flush: async () => true,
      address,
      timeoutMs,
      handOver: () => undefined,
    };
  }
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const outbox = createOutbox({ address, fetch, timeoutMs, now: Date.now });
  const writer = createWriter(options);
  return {
    address,
    timeoutMs,
    handOver: outbox.handOver,
    flush: (limitMs = timeoutMs) => outbox.flush(limitMs),
    report(error, details) {
      try {
        const body = writer.write(error, details ?? {});
        if (body !== null && !outbox.put(body)) writer.countLeftOut();
      } catch {
        // Reporting must never harm what it reports on.
      }
    },
  };
}

function addressOf(options: ReporterOptions): string | null {
  try {
    return readAddress(options);
  } catch (fault) {
    console.warn(`Errors are not reported: ${fault instanceof Error ? fault.message : fault}`);
    return null;
  }
}

/** Writes bodies of reports; null for those that are not to be sent. */
function createWriter(options: ReporterOptions) {
  const mayGo = createRateLimit(options.maxPerMinute ?? 10, Date.now);
  const seen = new WeakMap<object, number>();
  let leftOut = 0;

  function write(error: unknown, details: Details): string | null {
    if (wasSeen(seen, error)) return null;
    const report = composeReport(error, details, options);
    if (isIgnored(report.message, options.ignore ?? [])) return null;
    if (!mayGo()) {
      countLeftOut();
      return null;
    }
    if (leftOut > 0) report.context.reports_left_out = leftOut;
    leftOut = 0;
    const last = options.beforeSend ? options.beforeSend(report) : report;
    return last === null ? null : fit(last);
  }
  const countLeftOut = (): void => {
    leftOut += 1;
  };
  return { write, countLeftOut };
}

function wasSeen(seen: WeakMap<object, number>, error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const before = seen.get(error);
  seen.set(error, Date.now());
  return before !== undefined && Date.now() - before < sameErrorMs;
}

function composeReport(error: unknown, details: Details, options: ReporterOptions): Report {
  const { causes, ...described } = describeError(error);
  const { severity = 'error', source, context = {}, url, user, tags, ...rest } = details;
  const clean = (value: unknown) => cleanValue(value, options.redact);
  const known = { release: options.release, environment: options.environment };
  return {
    event_id: newEventId(),
    timestamp: new Date().toISOString(),
    node_id: options.nodeId,
    ...described,
    ...(source ? { source: cleanText(source, 500) } : {}),
    severity,
    platform: options.platform ?? 'javascript',
    ...withoutEmpty({ ...known, ...rest, url: url && cleanText(url, 1_000) }),
    ...(user ? { user: asRecord(clean(user)) } : {}),
    ...(tags ? { tags: asTags(clean(tags)) } : {}),
    context: { ...asRecord(clean(context)), ...(causes.length > 0 ? { causes } : {}) },
  };
}

function withoutEmpty<T extends object>(values: T): Partial<T> {
  const there = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  // The entries are those of T, less some.
  return Object.fromEntries(there) as Partial<T>;
}

/** What `cleanValue` makes of a record is a record, unless it could not be read. */
function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { value };
}

function asTags(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asRecord(value)).map(([name, tag]) => [name, String(tag)]));
}

/** `search` looks from the start also for patterns that remember their place. */
function isIgnored(message: string, ignore: readonly (string | RegExp)[]): boolean {
  return ignore.some((one) => (typeof one === 'string' ? message.includes(one) : message.search(one) >= 0));
}

/** A body of at most 60 kB: the context goes first, then most of the stack. */
function fit(report: Report): string {
  const body = JSON.stringify(report);
  if (sizeOf(body) <= largestBody) return body;
  const short = { ...report, context: { left_out: `the context was too large` } };
  const second = JSON.stringify(short);
  if (sizeOf(second) <= largestBody) return second;
  const { user: _user, tags: _tags, ...bare } = short;
  return JSON.stringify({ ...bare, stack_trace: report.stack_trace?.slice(0, 5_000) });
}

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

/** `randomUUID` is there under TLS only; the id needs to be unlike others, not secret. */
function newEventId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
